import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Design,
  type ImportReport,
  type OpenApiOptions,
  readOpenApi,
  type StreamDesign,
} from "../../src/index.js";

type Json = Readonly<Record<string, unknown>>;

/** Properties by name: a text is a type, with its format after a colon. */
export function object(properties: Readonly<Record<string, string | Json>>): Json {
  const entries = Object.entries(properties).map(([name, property]) => [name, schemaOf(property)]);
  return { type: "object", properties: Object.fromEntries(entries) };
}

export function schemaOf(property: string | Json): Json {
  if (typeof property !== "string") return property;
  const [type = "", format] = property.split(":");
  return format === undefined ? { type } : { type, format };
}

export function array(items: Json): Json {
  return { type: "array", items };
}

/** The records of most tests. */
export const ANIMAL = object({ id: "integer", name: "string" });

/** A GET, with parameters of the query by name. */
export function get(schema: Json, parameters: Readonly<Record<string, string | Json>> = {}, more: Json = {}): Json {
  const list = Object.entries(parameters).map(([name, property]) => ({
    name,
    in: "query",
    schema: schemaOf(property),
  }));
  return { get: { parameters: list, responses: reply(schema), ...more } };
}

export function reply(schema: Json, media = "application/json"): Json {
  return { "200": { description: "Fine.", content: { [media]: { schema } } } };
}

/** A document with these paths. */
export function documentOf(paths: Json, more: Json = {}): Json {
  const info = { title: "Zoo Keeper API", version: "1" };
  return { openapi: "3.0.3", info, servers: [{ url: "https://api.zoo.example/v2" }], paths, ...more };
}

/** A file with a text, in a folder of its own. */
export async function fileWith(text: string, name = "zoo.json"): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "sluice-openapi-")), name);
  await writeFile(file, text);
  return file;
}

export async function read(
  document: Json,
  options: Partial<OpenApiOptions> = {},
): Promise<{ readonly design: Design; readonly report: ImportReport }> {
  return readOpenApi({ document: await fileWith(JSON.stringify(document)), ...options });
}

/** The streams of a document, by name. */
export async function streamsOf(paths: Json, more: Json = {}): Promise<Readonly<Record<string, StreamDesign>>> {
  const { design } = await read(documentOf(paths, more));
  return Object.fromEntries(design.streams.map((stream) => [stream.name, stream]));
}

/** The reasons of a list that is left out, next to one that is written. */
export async function reasonsFor(path: string, item: Json): Promise<string> {
  const { report } = await read(documentOf({ "/keepers": get(array(ANIMAL)), [path]: item }));
  const outcome = report.streams.find(({ source }) => source?.endsWith(` ${path}`));
  return outcome?.outcome === "left out" ? outcome.reasons.join(" ") : `It is not left out: ${JSON.stringify(outcome)}`;
}
