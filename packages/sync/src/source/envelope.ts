import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import type { RecordLine } from "./record-line.js";

/** What stands behind the record in its line. */
export const ENVELOPE_END = Buffer.from("}\n");

/**
 * What stands before a record in a line of a batch file:
 * `{"n":ordinal,"e":emitted at,"x":{undeclared fields},"y":{renamed fields},"d":` and then the record and `ENVELOPE_END`.
 * The record's bytes are those that came; the ordinal keeps the order, and lets an error name its row. `x` and `y` are there
 * where there is something in them. A database that cannot tell `Id` from `id` finds the second one in `y`, by its column's name.
 *
 * @param columns the fields that have a column, and its name.
 * @returns undefined if the data is not one JSON object.
 */
export function envelopeHead(
  { data, emittedAt }: RecordLine,
  ordinal: number,
  columns: ReadonlyMap<string, string>,
): string | undefined {
  const scanner = new JsonScanner(data);
  let undeclared = "";
  let renamed = "";
  const end = scanner.members(0, (name, value) => {
    const to = scanner.value(value);
    const column = columns.get(name);
    if (column === name || to === NOT_JSON) return to;
    const field = `,${JSON.stringify(column ?? name)}:${data.toString("utf8", value, to)}`;
    if (column === undefined) undeclared += field;
    else renamed += field;
    return to;
  });
  if (end !== data.length) return undefined;
  return `{"n":${ordinal},"e":${emittedAt ?? "null"},${member("x", undeclared)}${member("y", renamed)}"d":`;
}

function member(name: string, fields: string): string {
  return fields === "" ? "" : `"${name}":{${fields.slice(1)}},`;
}
