import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { SourceError } from "../../source/program.js";
import { oneLine } from "../view/cell.js";
import type { Field, Kind, Option } from "./field.js";

/** The settings of a source. @param spec what it says to `spec`. @throws SourceError where it says nothing of them. */
export function fieldsOf(spec: JsonObject): Field {
  const schema = spec["connectionSpecification"];
  if (!isJsonObject(schema)) throw new SourceError("The source's specification says nothing of its config.");
  return field([], schema, { isRequired: true, isSecret: false });
}

interface Place {
  readonly isRequired: boolean;
  /** Whether what it lies in is a secret. */
  readonly isSecret: boolean;
}

function field(path: readonly string[], schema: JsonObject, { isRequired, isSecret: within }: Place): Field {
  const isSecret = within || isMarked(schema) || (isString(schema) && looksSecret(path, schema));
  return {
    path,
    title: textOf(schema["title"]) ?? path.at(-1) ?? "",
    help: plain(textOf(schema["description"]) ?? ""),
    isRequired,
    isShown: schema["always_show"] === true,
    isSecret,
    default: schema["default"],
    kind: kindOf(path, schema, isSecret),
  };
}

function kindOf(path: readonly string[], schema: JsonObject, isSecret: boolean): Kind {
  const { oneOf, enum: values } = schema;
  if (schema["const"] !== undefined) return { is: "fixed", value: schema["const"] };
  if (Array.isArray(values)) {
    const [only, ...others] = values;
    return only !== undefined && others.length === 0 ? { is: "fixed", value: only } : { is: "choice", values };
  }
  if (Array.isArray(oneOf)) return oneOfKind(path, schema, oneOf, isSecret);
  if (isJsonObject(schema["properties"])) return { is: "group", fields: fieldsIn(path, schema, isSecret) };
  return scalar(typeOf(schema), schema);
}

function scalar(type: string | undefined, schema: JsonObject): Kind {
  switch (type) {
    case "string": {
      const [example] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
      const [pattern, looksLike] = [textOf(schema["pattern"]), textOf(schema["pattern_descriptor"])];
      return { is: "text", pattern, looksLike, example: example === undefined ? undefined : oneLine(String(example)) };
    }
    case "integer":
    case "number": {
      const { minimum, maximum } = schema;
      const [least, most] = [minimum, maximum].map((limit) => (typeof limit === "number" ? limit : undefined));
      return { is: "number", isWhole: type === "integer", least, most };
    }
    case "boolean":
      return { is: "yes or no" };
    case "array": {
      const of = isJsonObject(schema["items"]) ? typeOf(schema["items"]) : undefined;
      if (of === "string") return { is: "list", of: "text" };
      if (of === "integer" || of === "number") return { is: "list", of: "number" };
      return { is: "other", what: `a list of ${of === "object" ? "objects" : "values"}` };
    }
    default:
      return { is: "other", what: type === "object" ? "an object" : "a value of several types" };
  }
}

/** Each option has the fields that all of them have beside its own. */
function oneOfKind(path: readonly string[], schema: JsonObject, oneOf: readonly JsonValue[], isSecret: boolean): Kind {
  const groups = oneOf.filter(isJsonObject).filter((option) => isJsonObject(option["properties"]));
  if (groups.length === 0 || groups.length < oneOf.length) return { is: "other", what: "one of several types" };
  const options = groups.map((option, index): Option & { readonly schema: JsonObject } => ({
    title: textOf(option["title"]) ?? `Option ${index + 1}`,
    fields: fieldsIn(path, { ...option, ...both(schema, option) }, isSecret),
    schema: option,
  }));
  return { is: "one of", options: options.toSorted((one, other) => orderOf(one.schema) - orderOf(other.schema)) };
}

function both(schema: JsonObject, option: JsonObject): JsonObject {
  const properties = [schema["properties"], option["properties"]].filter(isJsonObject);
  const required = [schema["required"], option["required"]].flatMap((names) => (Array.isArray(names) ? names : []));
  return { properties: Object.assign({}, ...properties) as JsonObject, required };
}

function fieldsIn(path: readonly string[], schema: JsonObject, isSecret: boolean): readonly Field[] {
  const { properties, required } = schema;
  if (!isJsonObject(properties)) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties)
    .flatMap(([name, of]) => (isJsonObject(of) && of["airbyte_hidden"] !== true ? [{ name, of }] : []))
    .toSorted((one, other) => orderOf(one.of) - orderOf(other.of))
    .map(({ name, of }) => field([...path, name], of, { isRequired: needed.has(name), isSecret }));
}

/** Those without an order come last. */
function orderOf({ order }: JsonObject): number {
  return typeof order === "number" ? order : Number.MAX_SAFE_INTEGER;
}

function isMarked(schema: JsonObject): boolean {
  const { items } = schema;
  return schema["airbyte_secret"] === true || (isJsonObject(items) && items["airbyte_secret"] === true);
}

/** Not every connector marks its secrets. The list is that of the protocol's own linter. */
const SECRETS =
  /^(access_token|api_token|client_secret|credentials|jwt|key|password|refresh_token|secret|token)$|(_token|_secret|password|api_?key|secret_key|private_key|access_key)$/i;

function looksSecret(path: readonly string[], schema: JsonObject): boolean {
  return schema["airbyte_secret"] !== false && SECRETS.test(path.at(-1) ?? "");
}

function isString(schema: JsonObject): boolean {
  return typeOf(schema) === "string" && schema["enum"] === undefined && schema["const"] === undefined;
}

function typeOf({ type }: JsonObject): string | undefined {
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null");
  return types.length === 1 ? textOf(types[0]) : undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? oneLine(value.replaceAll(/\s+/g, " ").trim()) : undefined;
}

/** Descriptions may hold simple HTML. */
function plain(text: string): string {
  return text.replaceAll(/<\/?[a-z][^>]*>/gi, "");
}
