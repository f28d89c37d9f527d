import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";

type Json = Readonly<Record<string, unknown>>;

/** A value, and the file that its references are relative to. */
interface Located {
  readonly value: unknown;
  readonly file: string;
}

const documents = new Map<string, unknown>();

/**
 * The paths of a document that are lists: each GET that is not deprecated, whose first success reply in JSON is an array of objects,
 * or an object with an array of objects at its top or one object below it. An object with an `id`, and an object at a path that ends
 * in a parameter, are one thing and not a list.
 */
export async function countLists(file: string): Promise<readonly string[]> {
  const root = { value: await load(file), file };
  const found: string[] = [];
  for (const path of Object.keys(object(object(root.value)["paths"]))) {
    const item = await follow({ value: object(object(root.value)["paths"])[path], file });
    const get = await follow(child(item, "get"));
    if (object(get.value)["deprecated"] !== true && (await isList(path, get))) found.push(path);
  }
  return found;
}

async function isList(path: string, get: Located): Promise<boolean> {
  const responses = child(get, "responses");
  const statuses = Object.keys(object(responses.value)).filter((status) => /^2|default/.test(status));
  for (const status of statuses.sort()) {
    const response = await follow(child(responses, status));
    const content = child(response, "content");
    const type = Object.keys(object(content.value)).find((name) => /json|\*\/\*/.test(name));
    const schema = type === undefined ? child(response, "schema") : child(child(content, type), "schema");
    if (schema.value === undefined) continue;
    if (await isArrayOfObjects(schema)) return true;
    return !/\}\/?$/.test(path) && (await hasList(schema));
  }
  return false;
}

async function hasList(schema: Located): Promise<boolean> {
  const properties = await propertiesOf(schema);
  if (properties.has("id")) return false;
  for (const property of properties.values()) {
    if (await isArrayOfObjects(property)) return true;
    for (const inner of (await propertiesOf(property)).values()) if (await isArrayOfObjects(inner)) return true;
  }
  return false;
}

async function isArrayOfObjects(schema: Located): Promise<boolean> {
  for (const part of await partsOf(schema)) {
    const items = child(part, "items");
    if (items.value !== undefined && (await propertiesOf(items)).size > 0) return true;
  }
  return false;
}

async function propertiesOf(schema: Located): Promise<Map<string, Located>> {
  const parts = await partsOf(schema);
  return new Map(
    parts.flatMap((part) => {
      const properties = child(part, "properties");
      return Object.keys(object(properties.value)).map((name): [string, Located] => [name, child(properties, name)]);
    }),
  );
}

/** A schema, and those that it is composed of. */
async function partsOf(schema: Located, depth = 0): Promise<readonly Located[]> {
  const own = await follow(schema);
  if (depth > 8) return [own];
  const parts = ["allOf", "oneOf", "anyOf"].flatMap((word) => {
    const list = child(own, word);
    return Array.isArray(list.value) ? list.value.map((_, index) => child(list, String(index))) : [];
  });
  return [own, ...(await Promise.all(parts.map((part) => partsOf(part, depth + 1)))).flat()];
}

function child({ value, file }: Located, name: string): Located {
  return { value: typeof value === "object" && value !== null ? (value as Json)[name] : undefined, file };
}

async function follow(located: Located): Promise<Located> {
  let { value, file } = located;
  for (let step = 0; step < 30 && typeof object(value)["$ref"] === "string"; step++) {
    const [target = "", pointer = ""] = String(object(value)["$ref"]).split("#");
    if (target !== "") file = resolve(dirname(file), target);
    value = await load(file);
    for (const name of pointer.split("/").filter(Boolean)) {
      value = object(value)[decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~")];
    }
  }
  return { value, file };
}

async function load(file: string): Promise<unknown> {
  const known = documents.get(resolve(file));
  if (known !== undefined) return known;
  const text = await readFile(file, "utf8");
  const parsed: unknown = text.trimStart().startsWith("{")
    ? JSON.parse(text)
    : parse(text, { uniqueKeys: false, maxAliasCount: -1, logLevel: "silent" });
  documents.set(resolve(file), parsed);
  return parsed;
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}
