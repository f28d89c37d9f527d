import { readFile } from "node:fs/promises";
import { type Auth, InputError, type StreamDesign } from "./design.js";
import { snake } from "./names.js";
import { type Node, nodeAt, Schemas } from "./openapi-schema.js";

/** The parts of a connector that an OpenAPI document describes. */
export interface ApiDocument {
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
  readonly documentationUrl?: string;
  readonly auth?: Auth;
  readonly streams: readonly StreamDesign[];
}

/** @throws InputError if the file is not an OpenAPI 3 document in JSON. */
export async function readApiDocument(file: string): Promise<ApiDocument> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InputError(`${file} cannot be read: is it there?`);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new InputError(`${file} is not JSON. If it is YAML, convert it first, e.g. with yq -o json.`);
  }
  const version = nodeAt(parsed, "openapi");
  if (typeof version === "string" && version.startsWith("3.")) return apiDocument(parsed);
  throw new InputError(`${file} is not an OpenAPI 3 document: it has no "openapi": "3.…" at its top.`);
}

/** What there is in a document that has been parsed. */
export function apiDocument(document: unknown): ApiDocument {
  const title = nodeAt(document, "info", "title");
  const name = typeof title === "string" ? wordOf(title) : "";
  const url = nodeAt(document, "servers", "0", "url");
  const more = nodeAt(document, "externalDocs", "url");
  const auth = authIn(document);
  return {
    ...(name !== "" && { name }),
    ...(typeof title === "string" && { title: title.replace(/\s+(REST )?API$/i, "") }),
    ...(typeof url === "string" && { baseUrl: url }),
    ...(typeof more === "string" && { documentationUrl: more }),
    ...(auth !== undefined && { auth }),
    streams: listsIn(document),
  };
}

function wordOf(title: string): string {
  const short = title.replace(/\s+(REST )?API$/i, "");
  return short
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^\d+/, "");
}

/** The scheme that the document demands of all requests, else the first that can be had without a login by a browser. */
function authIn(document: unknown): Auth | undefined {
  const schemes = nodeAt(document, "components", "securitySchemes") ?? {};
  const demanded = Object.keys(nodeAt(document, "security", "0") ?? {});
  return [...demanded, ...Object.keys(schemes)].flatMap((name) => authOf(nodeAt(schemes, name)) ?? [])[0];
}

function authOf(scheme: unknown): Auth | undefined {
  const [type, way, place, name] = ["type", "scheme", "in", "name"].map((field) => nodeAt(scheme, field));
  const kind = String(way).toLowerCase();
  if (type === "http" && (kind === "bearer" || kind === "basic")) return { kind };
  if (type === "apiKey" && (place === "header" || place === "query")) return { kind: place, name: String(name) };
  return undefined;
}

/** GET without parameters in its path whose 200 reply is an array of objects, or an object with one such array. */
function listsIn(document: unknown): readonly StreamDesign[] {
  const schemas = new Schemas(document);
  const lists = Object.entries(nodeAt(document, "paths") ?? {}).flatMap(([path, item]) => {
    const reply = schemas.resolved(nodeAt(item, "get", "responses", "200"));
    const body = schemas.resolved(nodeAt(reply, "content", "application/json", "schema"));
    const list = body === undefined || path.includes("{") ? undefined : schemas.listIn(body);
    if (list === undefined) return [];
    const last = snake(path.split("/").filter(Boolean).at(-1) ?? "") || "records";
    const summary = nodeAt(item, "get", "summary") ?? nodeAt(item, "get", "description");
    return [{ path, last, summary, ...list, fields: schemas.fieldsOf(list.item) }];
  });
  return lists.map(({ path, last, summary, recordsAt, item, fields }) => {
    const isShared = lists.filter((other) => other.last === last).length > 1;
    const name = isShared ? snake(path) : last;
    const key = keyOf(name, schemas, item);
    return {
      name,
      path: path.replace(/^\/+/, ""),
      description: typeof summary === "string" ? sentence(summary) : `The list at ${path}.`,
      recordsAt,
      key,
      fields: [...fields].sort((a, b) => Number(key.includes(b.name)) - Number(key.includes(a.name))),
    };
  });
}

/** The field that identifies records, by its name: no document declares it. */
function keyOf(stream: string, schemas: Schemas, item: Node): readonly string[] {
  const scalars = schemas
    .fieldsOf(item)
    .filter(({ type }) => type.is === "integer" || (type.is === "string" && !type.oneOf));
  const wanted = ["id", "uuid", "guid", `${stream.replace(/s$/, "")}_id`, "_id", "key", "slug", "code"];
  const found = wanted.find((name) => scalars.some((field) => snake(field.name) === snake(name)));
  const field = scalars.find(({ name }) => found !== undefined && snake(name) === snake(found));
  return field === undefined ? [] : [field.name];
}

function sentence(text: string): string {
  const [first = ""] = text.trim().split(/\n/);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
