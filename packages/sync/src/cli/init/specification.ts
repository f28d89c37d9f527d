import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { SourceError } from "../../source/program.js";
import { isSecretName } from "../../source/secrets.js";
import type { SettingField, SettingKind, SettingOption } from "./field.js";

/** The settings of a source. @param spec the answer to `spec`. @throws SourceError if it has no settings. */
export function fieldsOf(spec: JsonObject): SettingField {
  const schema = spec["connectionSpecification"];
  if (!isJsonObject(schema))
    throw new SourceError(
      "The specification of the source has no connectionSpecification. Report this to the author of the source.",
    );
  return field([], schema, { isRequired: true, isSecret: false, default: undefined });
}

/** What a field has from the group that it is in. */
interface Inherited {
  /** Whether the whole group is a secret. */
  readonly isSecret: boolean;
  /** What the group's own default says of it. */
  readonly default: JsonValue | undefined;
}

function field(
  path: readonly string[],
  schema: JsonObject,
  { isRequired, ...inherited }: Inherited & { readonly isRequired: boolean },
): SettingField {
  const isSecret = inherited.isSecret || isMarked(schema) || (isString(schema) && looksSecret(path, schema));
  const usual = inherited.default ?? schema["default"] ?? undefined; // null is none
  const isFixed = isHidden(schema) && usual !== undefined;
  return {
    path,
    title: stringIn(schema["title"]) ?? path.at(-1) ?? "",
    help: withoutTags(stringIn(schema["description"]) ?? ""),
    isRequired,
    isShown: schema["always_show"] === true,
    isSecret,
    default: usual,
    kind: isFixed ? { is: "fixed", value: usual } : kindOf(path, schema, { isSecret, default: usual }),
  };
}

function kindOf(path: readonly string[], schema: JsonObject, own: Inherited): SettingKind {
  const { oneOf, enum: values } = schema;
  if (schema["const"] !== undefined) return { is: "fixed", value: schema["const"] };
  if (Array.isArray(values)) {
    const [only, ...others] = values;
    return only !== undefined && others.length === 0 ? { is: "fixed", value: only } : { is: "choice", values };
  }
  if (Array.isArray(oneOf)) return oneOfKind(path, schema, own);
  if (isJsonObject(schema["properties"])) return { is: "group", fields: fieldsIn(path, schema, own) };
  return scalar(typeOf(schema), schema);
}

function scalar(type: string | undefined, schema: JsonObject): SettingKind {
  switch (type) {
    case "string": {
      const [example] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
      const [pattern, looksLike] = [stringIn(schema["pattern"]), stringIn(schema["pattern_descriptor"])];
      return { is: "text", pattern, looksLike, example: example === undefined ? undefined : String(example) };
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

/** Each option has its own fields and those that all options share. */
function oneOfKind(path: readonly string[], schema: JsonObject, own: Inherited): SettingKind {
  const oneOf = Array.isArray(schema["oneOf"]) ? schema["oneOf"] : [];
  const groups = oneOf.filter(isJsonObject).filter((option) => isJsonObject(option["properties"]));
  if (groups.length === 0 || groups.length < oneOf.length) return { is: "other", what: "one of several types" };
  const options = groups
    .map((option, index) => ({ option, title: stringIn(option["title"]) ?? `Option ${index + 1}` }))
    .toSorted((one, other) => orderOf(one.option) - orderOf(other.option))
    .map(({ option, title }): SettingOption => {
      const whole = { ...option, ...both(schema, option) };
      const fields = fieldsIn(path, whole, { ...own, default: undefined });
      const isDefault = fits(own.default, fields, title);
      return { title, fields: isDefault ? fieldsIn(path, whole, own) : fields, isDefault };
    });
  return { is: "one of", options };
}

function both(schema: JsonObject, option: JsonObject): JsonObject {
  const properties = [schema["properties"], option["properties"]].filter(isJsonObject);
  const required = [schema["required"], option["required"]].flatMap((names) => (Array.isArray(names) ? names : []));
  return { properties: Object.assign({}, ...properties) as JsonObject, required };
}

/** Whether a default is an option: an object of its fields, or the title or the constant that distinguishes the option. */
function fits(value: JsonValue | undefined, fields: readonly SettingField[], title: string): boolean {
  const isConstant = ({ kind }: SettingField, constant: JsonValue) => kind.is === "fixed" && kind.value === constant;
  if (typeof value === "string") return value === title || fields.some((field) => isConstant(field, value));
  if (!isJsonObject(value) || Object.keys(value).length === 0) return false;
  return Object.entries(value).every(([name, part]) => {
    const field = fields.find(({ path }) => path.at(-1) === name);
    return field !== undefined && (field.kind.is !== "fixed" || field.kind.value === part);
  });
}

function fieldsIn(path: readonly string[], schema: JsonObject, own: Inherited): readonly SettingField[] {
  const { properties, required } = schema;
  if (!isJsonObject(properties)) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  const usual = isJsonObject(own.default) ? own.default : {};
  return Object.entries(properties)
    .flatMap(([name, of]) => (isJsonObject(of) && (!isHidden(of) || needed.has(name)) ? [{ name, of }] : []))
    .toSorted((one, other) => orderOf(one.of) - orderOf(other.of))
    .map(({ name, of }) => {
      return field([...path, name], of, { isRequired: needed.has(name), isSecret: own.isSecret, default: usual[name] });
    });
}

function isHidden(schema: JsonObject): boolean {
  return schema["airbyte_hidden"] === true;
}

/** Those without an order come last. */
function orderOf({ order }: JsonObject): number {
  return typeof order === "number" ? order : Number.MAX_SAFE_INTEGER;
}

function isMarked(schema: JsonObject): boolean {
  const { items } = schema;
  return schema["airbyte_secret"] === true || (isJsonObject(items) && items["airbyte_secret"] === true);
}

/** Not every connector marks its secrets. */
function looksSecret(path: readonly string[], schema: JsonObject): boolean {
  return schema["airbyte_secret"] !== false && isSecretName(path.at(-1) ?? "");
}

function isString(schema: JsonObject): boolean {
  return typeOf(schema) === "string" && schema["enum"] === undefined && schema["const"] === undefined;
}

function typeOf({ type }: JsonObject): string | undefined {
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null");
  return types.length === 1 ? stringIn(types[0]) : undefined;
}

function stringIn(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : undefined;
}

/** Descriptions may hold simple HTML. */
function withoutTags(text: string): string {
  return text.replaceAll(/<\/?[a-z][^>]*>/gi, "");
}
