/** Which rows a complete read shows to be deleted at the source. Only decided here. */
import type { AbsentRows } from "../tables/deletes.js";
import type { Table, WriteMode } from "../tables/table.js";
import type { StreamRequest } from "./stream-request.js";

/** How a sync reads. */
interface Reading {
  readonly isLimited?: boolean | undefined;
  readonly allowsNone?: boolean | undefined;
}

/** What happens to rows that a full refresh does not bring; undefined where the table is replaced, or is not read in full. */
export function absentRows(
  { deletes, key }: Pick<StreamRequest, "deletes" | "key">,
  mode: WriteMode,
  { isLimited = false, allowsNone = false }: Reading,
): AbsentRows | undefined {
  if (mode !== "replace" || deletes === undefined || key.length === 0) return undefined;
  if (isLimited) return { how: "keep", allowsNone }; // a part of the records does not show which are gone
  return deletes === "remove" ? undefined : { how: deletes, allowsNone };
}

/** Rows of version 1 are recognized by the columns of their key: without these, each of them would seem to be gone. */
export function cannotRecognize({ schema, name, label, columns, absent, formerKey }: Table): string | undefined {
  if (absent === undefined || formerKey === undefined) return undefined;
  const gone = formerKey.filter((key) => columns.every((column) => column.name !== key));
  if (gone.length === 0) return undefined;
  return (
    `Rows of ${schema}.${name} that an earlier version of Sluice loaded are recognized by ${formerKey.join(", ")}, but the source ` +
    `has no ${gone.join(", ")} any more. Replace the table once: --full-refresh --streams ${label} --deletes ${label}=remove`
  );
}

/** A read with a limit. */
export function partOnlyText(label: string): string {
  return `${label}: --limit reads a part of the records, so no row is taken for deleted because it is missing.`;
}

/** A read that passed over parents. */
export function skippedText(label: string, parents: number): string {
  return (
    `${label}: ${parents} ${parents === 1 ? "parent was" : "parents were"} skipped because the API refuses them, so no row is taken ` +
    "for deleted because it is missing."
  );
}
