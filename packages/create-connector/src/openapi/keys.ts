import { isNode, listAt, type Node, nodeAt, textAt, valueAt } from "./node.js";
import { type Schemas, typeName } from "./schemas.js";
import { plainName, singular, snake } from "./words.js";

/** What a key is found from. */
export interface KeyFacts {
  readonly item: Node;
  /** The singular of the records' name. */
  readonly noun: string;
  /** Records of the document's examples. */
  readonly examples: readonly Node[];
}

/** Extensions that name a key, at a record's schema or at a property. */
const HINTS = /^x-.*(primary-?key|entity-?id|identifier|unique-?key)$/i;
const USUAL = [
  "id",
  "uuid",
  "gid",
  "sid",
  "guid",
  "_id",
  "key",
  "objectid",
  "identifier",
  "code",
  "slug",
  "urn",
  "uri",
  "self",
];
const LAST = ["number", "handle", "login", "username", "email", "name"];

/** The fields that identify a record; none if none does. */
export function keyOf({ item, noun, examples }: KeyFacts, schemas: Schemas): readonly string[] {
  const hinted = hintedKey(item, schemas);
  if (hinted.length > 0) return hinted;
  const scalars = Object.entries(nodeAt(item, "properties"))
    .map(([name, value]) => ({ name, schema: schemas.resolve(value) }))
    .filter(({ schema }) => isIdentifierType(schema));
  const isUnique = (name: string) => !repeats(name, examples);
  const find = (test: (field: { name: string; schema: Node }) => boolean) =>
    scalars.find((field) => test(field) && isUnique(field.name));
  const words = [noun, noun.split("_").at(-1) ?? noun].map(plainName);
  const own = new Set(
    words.flatMap((word) =>
      ["id", "uuid", "gid", "sid", "guid", "key", "token", "number", "code"].map((end) => word + end),
    ),
  );
  const required = listAt(item, "required");
  const found =
    USUAL.slice(0, 6)
      .map((name) => find((field) => field.name.toLowerCase() === name))
      .find(Boolean) ??
    find(({ name }) => own.has(plainName(name))) ??
    find(
      ({ name, schema }) =>
        isIdName(name) && (name === scalars[0]?.name || schema["format"] === "uuid" || schema["readOnly"] === true),
    ) ??
    onlyOne(scalars.filter(({ name }) => isIdName(name) && required.includes(name) && isUnique(name))) ??
    USUAL.slice(6)
      .map((name) => find((field) => plainName(field.name) === name))
      .find(Boolean) ??
    onlyOne(scalars.filter(({ name }) => isIdName(name) && isUnique(name))) ??
    LAST.map((name) =>
      find((field) => field.name.toLowerCase() === name || plainName(field.name) === plainName(noun) + name),
    ).find(Boolean);
  return found === undefined ? [] : [found.name];
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** `lago_id`, `userId`, `accountSid`, `ID`. */
function isIdName(name: string): boolean {
  return /(^|_)(id|uuid|gid|sid|guid|key)$/.test(snake(name));
}

function isIdentifierType(schema: Node): boolean {
  const type = typeName(schema);
  if (type === "integer") return true;
  if (type === "number") return schema["format"] !== "float" && schema["format"] !== "double";
  return type === "string" && listAt(schema, "enum").length === 0 && !/^date/.test(textAt(schema, "format") ?? "");
}

function hintedKey(item: Node, schemas: Schemas): readonly string[] {
  const properties = nodeAt(item, "properties");
  const ofRecord = Object.entries(item).find(([name]) => HINTS.test(name))?.[1];
  const named = [ofRecord].flat(2).filter((name) => typeof name === "string" && Object.hasOwn(properties, name));
  if (named.length > 0) return named.map(String);
  return Object.entries(properties)
    .filter(([, value]) =>
      Object.entries(schemas.resolve(value)).some(([name, hint]) => HINTS.test(name) && hint === true),
    )
    .map(([name]) => name);
}

function repeats(name: string, examples: readonly Node[]): boolean {
  const values = examples.map((example) => example[name]).filter((value) => value !== undefined);
  return new Set(values).size < values.length;
}

/** The records of a reply's example. */
export function exampleRecords(example: unknown, recordsAt: string): readonly Node[] {
  const list = recordsAt === "" ? example : valueAt(example, ...(recordsAt.split(".*")[0] ?? "").split("."));
  return listAt({ list }, "list").filter(isNode);
}

/** The noun for a record of a stream. */
export function nounOf(stream: string): string {
  return singular(stream);
}
