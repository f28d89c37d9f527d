import { SystemError } from "../errors/connector-error.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { type Query, type QueryValue, queryText } from "./query.js";

/** The body of a request: data and not bytes, so that paginators and cursors can change it. Frozen. */
export type RequestBody = JsonRequestBody | FormRequestBody | TextRequestBody;

/** A body that is sent as JSON. */
export interface JsonRequestBody {
  readonly kind: "json";
  readonly value: JsonValue;
}

/** A body that is sent as a form. */
export interface FormRequestBody {
  readonly kind: "form";
  /** By the names under which they are sent, e.g. `filter[state]`. */
  readonly fields: Query;
}

/** A body that is sent unchanged. */
export interface TextRequestBody {
  readonly kind: "text";
  readonly text: string;
  readonly contentType: string;
}

/** The fields of a form. A list repeats its field, an object makes `a[b]=…` of it; `undefined` and `null` omit it. */
export interface FormFields {
  readonly [name: string]: FormValue;
}

/** The value of a form's field. */
export type FormValue = QueryValue | FormFields;

/** A JSON body, e.g. `json({ filters: [], limit: 100 })`. The value is copied. */
export function json(value: JsonValue): JsonRequestBody {
  return Object.freeze({ kind: "json", value: frozenCopy(value) });
}

/**
 * A form body (`application/x-www-form-urlencoded`), e.g. `form({ grant: "x", filter: { state: "open" } })`, which sends
 * `filter[state]=open`.
 *
 * @throws SystemError for a list of lists or objects, which APIs write in different ways: spell its names out, `"a[0][b]"`.
 */
export function form(fields: FormFields): FormRequestBody {
  return Object.freeze({ kind: "form", fields: Object.freeze(Object.fromEntries(flatFields(fields))) });
}

/** A body of any other type, e.g. `text("<query/>", "application/xml")`. Paginators and cursors cannot change it. */
export function text(content: string, contentType: string): TextRequestBody {
  return Object.freeze({ kind: "text", text: content, contentType });
}

/** The body as it is sent. */
export function encodeBody(body: RequestBody): { readonly bytes: Buffer; readonly contentType: string } {
  switch (body.kind) {
    case "json":
      return { bytes: Buffer.from(JSON.stringify(body.value)), contentType: "application/json" };
    case "form":
      return { bytes: Buffer.from(queryText(body.fields)), contentType: "application/x-www-form-urlencoded" };
    case "text":
      return { bytes: Buffer.from(body.text), contentType: body.contentType };
  }
}

/** Whether there is nothing in it yet. */
export function isEmpty(body: RequestBody): boolean {
  if (body.kind === "text") return body.text === "";
  const content = body.kind === "form" ? body.fields : body.value;
  return typeof content === "object" && content !== null && Object.keys(content).length === 0;
}

/** The fields of a form by the names under which they are sent. */
export function* flatFields(fields: FormFields, prefix = ""): Generator<[string, QueryValue]> {
  for (const [key, value] of Object.entries(fields)) {
    const name = prefix === "" ? key : `${prefix}[${key}]`;
    if (isFields(value)) yield* flatFields(value, name);
    else yield [name, flatValue(name, value)];
  }
}

function isFields(value: FormValue): value is FormFields {
  return isJsonObject(value);
}

function flatValue(name: string, value: QueryValue): QueryValue {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  if (items.every((item) => typeof item !== "object" || item === null)) return Object.freeze([...value]) as QueryValue;
  throw new SystemError(
    `The form field "${name}" cannot be sent: it is a list of objects or lists. Spell its names out, e.g. "${name}[0][id]".`,
  );
}

/** A copy that nothing can change. */
export function frozenCopy(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, part]): [string, JsonValue] => [name, frozenCopy(part)]);
  return Object.freeze(Object.fromEntries(entries)) as JsonObject;
}
