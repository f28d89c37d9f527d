import { fileURLToPath } from "node:url";
import type { Expression } from "../../../src/design/expression.js";
import type { KnownType, Scope } from "../../../src/manifest/jinja/index.js";

const FOLDER = new URL("../../../templates/helpers/", import.meta.url);

/** The names that a template may use in these tests: a typed config, and objects of unknown fields. */
export const SCOPE: Scope = {
  roots: {
    config: { code: "config", type: "object", typeOf: (path) => SETTINGS[path.join(".")] },
    record: { code: "record", type: "object" },
    response: { code: "response", type: "object" },
    headers: { code: "headers", type: "object" },
    stream_partition: { code: "slice", typeOf: () => ({ type: "scalar" }) },
    last_page_size: { code: "lastPageSize", type: "integer" },
  },
  parameters: { name: "orders", limit: 50 },
};

const SETTINGS: Readonly<Record<string, KnownType>> = {
  start: { type: "string" },
  end: { type: "string", isOptional: true },
  key: { type: "string" },
  sandbox: { type: "boolean" },
  days: { type: "integer" },
  ids: { type: "array" },
  credentials: { type: "object", isOptional: true },
  "credentials.token": { type: "string" },
};

/** The value of an expression, with the helpers that it names, at places that have these names. */
export async function evaluated(
  { code, helpers }: Expression,
  places: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const modules = await Promise.all(
    helpers.map(async (name) => (await import(`${fileURLToPath(FOLDER)}${name}.ts`)) as object),
  );
  const names: Readonly<Record<string, unknown>> = Object.assign({}, ...modules, places);
  return new Function(...Object.keys(names), `return (${code});`)(...Object.values(names));
}
