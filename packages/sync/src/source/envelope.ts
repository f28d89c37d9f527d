import { JsonScanner, NOT_JSON } from "@sluice/core";
import type { RecordLine } from "./record-line.js";

/**
 * A record as a line of a batch file: `{"n":ordinal,"e":emitted at,"x":{undeclared fields},"y":{renamed fields},"d":{the record}}`.
 * The record's bytes are those that came; the ordinal keeps the order, and lets an error name its row. `x` and `y` are there
 * where there is something in them. A database that cannot tell `Id` from `id` finds the second one in `y`, by its column's name.
 *
 * @param columns the fields that have a column, and its name.
 */
export function envelopeOf(record: RecordLine, ordinal: number, columns: ReadonlyMap<string, string>): Buffer {
  const { undeclared, renamed } = oddFields(record.data, columns);
  const odd = `${member("x", undeclared)}${member("y", renamed)}`;
  const head = Buffer.from(`{"n":${ordinal},"e":${record.emittedAt ?? "null"},${odd}"d":`);
  return Buffer.concat([head, record.data, END]);
}

function member(name: string, fields: readonly string[]): string {
  return fields.length === 0 ? "" : `"${name}":{${fields.join(",")}},`;
}

const END = Buffer.from("}\n");

/** The fields without a column, and those whose column has another name, as members of an object, of the bytes that came. */
function oddFields(data: Buffer, columns: ReadonlyMap<string, string>) {
  const scanner = new JsonScanner(data);
  const undeclared: string[] = [];
  const renamed: string[] = [];
  scanner.members(0, (name, value) => {
    const end = scanner.value(value);
    const column = columns.get(name);
    if (column !== name && end !== NOT_JSON) {
      const field = `${JSON.stringify(column ?? name)}:${data.toString("utf8", value, end)}`;
      (column === undefined ? undeclared : renamed).push(field);
    }
    return end;
  });
  return { undeclared, renamed };
}
