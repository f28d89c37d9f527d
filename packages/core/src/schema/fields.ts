/**
 * The vocabulary for record schemas. One zod schema serves as the TypeScript type, the JSON schema of `discover`, the check
 * of each record and the table in the README.
 *
 * An API seldom documents all that it sends, so each field is optional and nullable, extra fields always pass, and
 * only a `key` must be there. Nothing here changes a value: records are written unchanged.
 */
import * as z from "zod";
import { isJsonObject } from "../protocol/json.js";

/** The schema of one record: the type of `HttpStream.schema`. */
export type RecordSchema = z.ZodObject<Record<string, z.ZodType>>;

/** RFC 3339, lenient in what real APIs vary: the number of fraction digits and the colon in the offset. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** A text of any length. */
export const string = z.string().nullish();

/** A whole number of any size; beyond 2^53 its digits survive because records keep their bytes. */
export const integer = z
  .number()
  .refine(Number.isInteger, { error: "expected a whole number" })
  .meta({ type: "integer" })
  .nullish();

/** A number as it was written: its digits survive because records keep their bytes. */
export const number = z.number().nullish();

/** True or false. */
export const boolean = z.boolean().nullish();

/** A date-time with a zone, as RFC 3339 text, e.g. `2026-02-01T10:00:00.137Z`. */
export const timestamp = z
  .string()
  .refine((value) => TIMESTAMP.test(value), { error: "expected a date-time such as 2026-02-01T10:00:00Z" })
  .meta({ format: "date-time", airbyte_type: "timestamp_with_timezone" })
  .nullish();

/** A calendar day, e.g. `2026-02-01`. */
export const date = z
  .string()
  .refine((value) => DATE.test(value), { error: "expected a date such as 2026-02-01" })
  .meta({ format: "date" })
  .nullish();

/** A value whose JSON type differs from row to row. Destinations store it as JSON text. */
export const json = z.unknown().optional().meta({ json: true });

/** An object whose keys are the customer's own, e.g. custom traits. */
export const openObject = z
  .custom<Record<string, unknown>>(isJsonObject, { error: "expected an object" })
  .meta({ type: "object", additionalProperties: true })
  .nullish();

/** An object with fields of its own: `s.object({ id: s.string })`. Others pass. */
export function object<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.looseObject(shape).nullish();
}

/** A list of one kind of value: `s.array(s.string)`. */
export function array<Item extends z.ZodType>(item: Item) {
  return z.array(item).nullish();
}

/** The whole record: `s.record({ tagId: s.key(s.integer), name: s.string })`. */
export function record<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.looseObject(shape);
}

/**
 * Fields that only a run knows, because the API describes them:
 * `s.record({ ...s.fields(table.fields.map((field) => [field.name, field.type]), TYPES), id: s.key(s.string) })`.
 *
 * A field of an unknown type is `json`, and so is one that is described in two ways. A field whose name no schema can have (none, or
 * `__proto__`) is left out, like one that is not described: records keep it.
 *
 * @param described a word, or the vendor's name of the type, for each name.
 * @param types the vendor's types: `{ text: s.string, checkbox: s.boolean }`.
 */
export function fields(
  described: Iterable<readonly [name: string | null | undefined, type: z.ZodType | string | null | undefined]>,
  types: Readonly<Record<string, z.ZodType>> = {},
): Record<string, z.ZodType> {
  const shape = new Map<string, z.ZodType>();
  for (const [name, type] of described) {
    if (name === undefined || name === null || name === "" || name === "__proto__") continue;
    const word = (typeof type === "string" ? own(types, type) : type) ?? json;
    // Every object has a member such as "constructor", which zod takes for a value of the record.
    const isClear = !(name in Object.prototype) && (shape.get(name) ?? word) === word;
    shape.set(name, isClear ? word : json);
  }
  return Object.fromEntries(shape);
}

function own(types: Readonly<Record<string, z.ZodType>>, type: string): z.ZodType | undefined {
  return Object.hasOwn(types, type) ? types[type] : undefined;
}

/** A field that each record has and that is never null: a part of the primary key, or an injected parent id. */
export function key<Inner extends z.ZodType>(field: z.ZodOptional<z.ZodNullable<Inner>>): Inner {
  return field.unwrap().unwrap();
}

/**
 * A field that names a record of another stream: its id, its address, or the record itself inside this one. The entity
 * diagram in the README is drawn from it; it changes nothing else: `s.refers(s.string, "accounts")`, `s.array(s.refers(s.string, "accounts"))`.
 */
export function refers<Field extends z.ZodType>(field: Field, stream: string): Field {
  return field.meta({ ...field.meta(), refersTo: stream });
}
