import { Expression } from "../design/expression.js";
import type { SettingDesign, SettingType } from "../design/schema.js";
import { snake } from "../words.js";
import { isNode, listAt, textAt } from "./node.js";
import type { ApiParameter } from "./operations.js";
import { plainType } from "./schemas.js";
import { sentence } from "./words.js";

/** Settings that every connector has. */
const RESERVED = ["id", "name", "base_url", "concurrency", "checks", "limits"];

/** The name of a setting for a name of the API. */
export function settingName(name: string): string {
  const word = snake(name).replace(/^(?=\d)/, "n");
  return word === "" ? "api_setting" : RESERVED.includes(word) ? `api_${word}` : word;
}

/** The value of a setting in the code of a connector. */
export function settingValue(name: string): Expression {
  return new Expression(`config.${name}`);
}

/** A title for people: `account_id` → `Account ID`. */
export function titleOf(name: string): string {
  const words = snake(name).split("_").join(" ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return title.replaceAll(/\b(id|url|api|uuid|gid|sid|sku|iban)\b/gi, (word) => word.toUpperCase());
}

/** The setting for a parameter that no list yields. */
export function settingOf(parameter: ApiParameter, stream: string): SettingDesign {
  const name = settingName(parameter.name.split(".").at(-1) ?? "");
  const description =
    sentence(parameter.description) || `Value of the parameter ${parameter.name}, e.g. of the stream ${stream}.`;
  const { example } = parameter;
  const isUsable = typeof example === "string" || typeof example === "number";
  const type = settingType(parameter);
  const fits = isUsable && (type.is === "string" ? type.format === undefined : typeof example === "number");
  return {
    name,
    title: titleOf(name),
    description,
    type,
    ...(fits && { example: type.is === "string" ? String(example) : example }),
  };
}

function settingType({ schema }: ApiParameter): SettingType {
  const [first, ...others] = listAt(schema, "enum").filter((value) => typeof value === "string");
  if (first !== undefined) return { is: "enum", values: [first, ...others] };
  const format = textAt(schema, "format");
  return (
    plainType(schema) ?? (format === "date" || format === "date-time" ? { is: "string", format } : { is: "string" })
  );
}

/** The first usable example or default of a parameter. */
export function givenValue({ schema, example }: ApiParameter): string | number | boolean | undefined {
  const only = listAt(schema, "enum").length === 1 ? listAt(schema, "enum")[0] : undefined;
  const given = [schema["const"], only, schema["default"]].find(
    (value) => value !== undefined && value !== null && !isNode(value),
  );
  return isScalar(given) ? given : isScalar(example) && schema["const"] !== undefined ? example : undefined;
}

/** Whether a value can be sent as a parameter. */
export function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
