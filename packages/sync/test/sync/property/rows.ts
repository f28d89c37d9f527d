/** Compares a row with the record that it is of. */
import { valueAt } from "../../../src/tables/canonical.js";
import { namesFor } from "../../../src/tables/names.js";
import type { Table } from "../../../src/tables/table.js";
import type { ReadableDestination, Row } from "./destinations.js";
import type { Event } from "./history.js";
import { type DeclaredType, isRounded, isSame, SAMPLES, wellFormed } from "./values.js";

export interface RowContext {
  readonly place: ReadableDestination;
  readonly table: Table;
  /** Those under which it may have been loaded. */
  readonly schemas: readonly ReadonlyMap<string, DeclaredType>[];
}

/** The problems of a row, as texts. A row is right if it is by one of the schemas. */
export function rowProblems(row: Row, event: Event, { place, table, schemas }: RowContext): readonly string[] {
  const cellOf = (field: string) => row.get(place.nameOf(table, field)) ?? null;
  const extra = Buffer.from(row.get("_sluice_extra") ?? "{}");
  const bySchema = schemas.map((types) =>
    [...event.fields].flatMap(([field, written]) => {
      const json = place.refusesNul === true ? written.replaceAll("\\u0000", "") : written;
      const cell = cellOf(field);
      const kept = valueAt(extra, 0, [labelOf(field, place.nameOf(table, field))]) ?? null;
      return fieldProblem({ json, type: place.isUntyped === true ? "json" : types.get(field), cell, kept }).map(
        (text) => `${event.uid}, ${JSON.stringify(field)}: ${text}`,
      );
    }),
  );
  const [first = [`${event.uid} was never written`]] = bySchema;
  const others = table.known.filter(({ field }) => !event.fields.has(field) && cellOf(field) !== null);
  const leftOver = others.map(
    ({ field }) => `${event.uid} has a value in ${JSON.stringify(field)}, which its record does not have`,
  );
  return [...(bySchema.some((problems) => problems.length === 0) ? [] : first), ...leftOver];
}

/** What `_sluice_extra` has a field under. */
function labelOf(field: string, column: string): string {
  if (wellFormed(field).replaceAll("\0", "") === field) return field;
  return column === "" ? (namesFor([field]).get(field) ?? field) : column;
}

interface FieldCase {
  /** What the source wrote. */
  readonly json: string;
  readonly type: DeclaredType | undefined;
  readonly cell: string | null;
  /** In `_sluice_extra`, as JSON. */
  readonly kept: string | null;
}

function fieldProblem({ json, type, cell, kept }: FieldCase): readonly string[] {
  const is = `${json} is ${cell} in its column of ${type ?? "no type"}, and ${kept} in _sluice_extra`;
  if (json === "null") return cell === null ? [] : [is];
  const isInColumn = cell !== null && isSame(cell, json);
  const isKept = kept !== null && isSame(kept, json);
  const isWrong = cell !== null && !isInColumn && !(isRounded(cell, json) && isKept);
  const mustFit = type !== undefined && SAMPLES.find((sample) => sample.json === json)?.fits.includes(type) === true;
  if (isWrong || !(isInColumn || isKept)) return [is];
  if (mustFit && !isInColumn) return [`${is}, though it fits`];
  if (type === undefined && !isKept) return [`${is}, though it is not declared`];
  return kept !== null && !isKept ? [is] : [];
}
