import * as z from "zod";
import { ConfigError } from "../errors/connector-error.js";
import { credentialUrlProblem } from "../http/credential-url.js";
import { valueAt } from "../http/json.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { jsonSchemaOf } from "../schema/json-schema.js";
import { withoutEmpty } from "./given.js";
import { checksSetting, concurrencySetting, limitsSetting } from "./limits.js";

/** The texts of a config field in a form, in `spec` and in the README. The description says where to find the value. */
export interface FieldText {
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly string[];
}

/** A required text. */
export function setting(text: FieldText) {
  return z
    .string()
    .min(1)
    .meta({ ...text });
}

/**
 * A required text that is masked in forms, stored as a secret, and never appears in any output. Blanks and line breaks around it
 * come from copying, so they are dropped.
 */
export function secret(text: FieldText) {
  return z
    .string()
    .trim()
    .min(1)
    .meta({ ...text, airbyte_secret: true });
}

/** Another scheme, host and port for the vendor's. */
export const baseUrlSetting = z
  .string()
  .superRefine((value, context) => {
    const problem = baseUrlProblem(value);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .meta({
    title: "Base URL",
    description:
      "Scheme, host and port to use in place of the vendor's own, for dedicated hosting or a test server. https only, except for a loopback address.",
    examples: ["https://api.example.com"],
  })
  .optional();

/** The settings that every connector has; `Source` adds them to the connector's own. */
const commonSettings = z.object({
  base_url: baseUrlSetting,
  concurrency: concurrencySetting,
  checks: checksSetting,
  limits: limitsSetting,
});

/** The common settings, checked. */
export type CommonConfig = Partial<z.output<typeof commonSettings>>;

/** The common settings as a user gives them. */
export type CommonInput = z.input<typeof commonSettings>;

/** A connector's own settings with the common ones behind them: the basis of `spec`, of the environment and of the check. */
export function withCommonSettings(own: z.ZodObject): z.ZodObject {
  return own.safeExtend(commonSettings.shape);
}

const BASE_URL_PROBLEMS = {
  "not https": "must start with https:// (http:// is for loopback addresses only)",
  "credentials inside": "must not contain credentials; they have settings of their own",
  "private address":
    "must be a public address because the cloud refuses private ones; run the connector yourself to reach yours",
};

function baseUrlProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return "must be a URL such as https://api.example.com";
  const url = new URL(value);
  const problem = credentialUrlProblem(url);
  if (problem !== undefined) return BASE_URL_PROBLEMS[problem];
  // The URL parser accepts blanks, a backslash and a bare ? or #, but requests that are built on the text would be wrong.
  if (url.pathname !== "/" || /[\s\\?#]/.test(value)) return "must end after the host and port";
  return undefined;
}

/** Keys that test tooling adds to a config; they belong to no schema. */
const TOOLING_KEYS = ["_limit", "_page_size"];

export interface ParsedConfig<Config> {
  readonly config: Config;
  /** Keys that the schema does not know, probably misspelt. */
  readonly unknownKeys: readonly string[];
}

/**
 * Checks a config against its schema. Null and an empty text count as not given.
 *
 * @param environmentPrefix e.g. `CONFIGCAT`, named in the message when a field is missing; undefined where no environment is read.
 * @throws ConfigError with the path of each field that does not fit and what to do, never its value.
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  input: JsonValue,
  environmentPrefix?: string,
): ParsedConfig<z.infer<Schema>> {
  if (!isJsonObject(input)) throw new ConfigError("The config must be a JSON object.");
  const known = Object.fromEntries(Object.entries(input).filter(([key]) => !TOOLING_KEYS.includes(key)));
  const config = withoutEmpty(schema, known);
  const result = schema.safeParse(config);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => problemText(schema, config, issue, environmentPrefix));
    throw new ConfigError(`The config cannot be used. ${problems.join(" ")}`);
  }
  const unknownKeys = Object.keys(config).filter((key) => !Object.hasOwn(schema.shape, key));
  return { config: result.data, unknownKeys };
}

function problemText(schema: z.ZodObject, config: JsonObject, issue: z.core.$ZodIssue, prefix?: string): string {
  const path = issue.path.join(".");
  if (issue.path.length === 1 && config[path] === undefined) {
    const description = valueAt(jsonSchemaOf(schema, "config"), `properties.${path}.description`);
    const where = prefix === undefined ? "" : ` or as ${environmentName(prefix, path)}`;
    return `${path} is missing: set it in the config${where}.${description ? ` ${description}` : ""}`;
  }
  return `${path || "the config"}: ${issue.message}.`;
}

/** `base_url` → `CONFIGCAT_BASE_URL`. */
export function environmentName(prefix: string, field: string): string {
  return `${prefix}_${field}`.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

/**
 * The fields of a config that the environment sets. Values are cast to the field's type: texts stay, anything else is read
 * as JSON and left as text if that fails, so that the schema's check reports it.
 */
export function configFromEnvironment(
  schema: z.ZodObject,
  prefix: string,
  environment: Readonly<Record<string, string | undefined>>,
): JsonObject {
  const config: JsonObject = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = environment[environmentName(prefix, name)];
    if (value === undefined || value === "") continue;
    config[name] = (field as z.ZodType).safeParse(value).success ? value : jsonOr(value);
  }
  return config;
}

function jsonOr(value: string): JsonValue {
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
