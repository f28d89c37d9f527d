import type { CursorDesign, TimeFormatDesign } from "../design/cursor.js";
import type { FieldDesign } from "../design/schema.js";
import { textAt } from "./node.js";
import type { ApiParameter, Operation } from "./operations.js";
import { typeName } from "./schemas.js";
import { plainName } from "./words.js";

/** Parameters of an earliest change: `updated_since`, `modified_after`, `updated_at[gte]`, `filter[updated_at][gt]`. */
const FILTER =
  /^(filter)?(date|time)?(last)?(updated|modified|changed|update|modification|changes|edited)(at|on|date|time|datetime|utc|timestamp)?(since|after|from|gte?|min|start|startdate|begin|greaterthan|greaterorequal|later)$|^(min|start|from|since)(last)?(updated|modified|update)(at|on|date|time)?$|^modified_?since$|^updated_?since$|^changed_?since$/;

/** Fields of the last change. */
const FIELD =
  /^(date|time)?(last)?(updated|modified|changed|update|modification|edited)(at|on|date|time|datetime|utc|timestamp)?$/;

/** The cursor by a filter that an operation declares and a field that its records have; undefined without both. */
export function cursorOf(operation: Operation, fields: readonly FieldDesign[]): CursorDesign | undefined {
  const field = changeField(fields);
  const parameter = operation.parameters.find(
    ({ name, in: place }) => place === "query" && FILTER.test(plainName(name)),
  );
  const as = parameter === undefined ? undefined : formatOf(parameter);
  if (field === undefined || parameter === undefined || as === undefined) return undefined;
  const isNumber = field.type.is === "integer";
  const fieldAs: TimeFormatDesign = isNumber ? "epochSeconds" : "isoMillis";
  if (isNumber && as !== "epochSeconds" && as !== "epochMillis") return undefined; // the field's unit is unknown
  const isOther = isNumber ? false : as === "epochSeconds" || as === "epochMillis";
  return { kind: "since", field: field.name, from: { param: parameter.name }, as, ...(isOther && { fieldAs }) };
}

/** The records' field of the last change. */
export function changeField(fields: readonly FieldDesign[]): FieldDesign | undefined {
  return fields.find(
    ({ name, type }) => FIELD.test(plainName(name)) && ["timestamp", "date", "integer"].includes(type.is),
  );
}

function formatOf({ schema, description, example }: ApiParameter): TimeFormatDesign | undefined {
  const type = typeName(schema);
  const format = textAt(schema, "format") ?? "";
  const hints = `${description} ${String(example ?? "")}`;
  if (type === "integer" || type === "number")
    return /milli|\bms\b|\b1\d{12}\b/i.test(hints) ? "epochMillis" : "epochSeconds";
  if (type !== "string") return undefined;
  if (/^date-?time$/.test(format)) return "isoSeconds";
  if (format === "date") return "day";
  if (/unix|epoch/i.test(hints)) return /milli/i.test(hints) ? "epochMillis" : "epochSeconds";
  if (/iso.?8601|rfc.?3339|\d{4}-\d\d-\d\dT|T\d\d:\d\d|date-?time/i.test(hints)) return "isoSeconds";
  return /\d{4}-\d\d-\d\d|yyyy-mm-dd/i.test(hints) ? "day" : undefined;
}
