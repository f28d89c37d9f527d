import { snake } from "../words.js";
import { isNode, listAt, type Node, nodeAt, textAt, valueAt } from "./node.js";
import { isAccountName } from "./requirements.js";
import { type Schemas, typeName } from "./schemas.js";
import { plainName } from "./words.js";

/** What a key is found from. */
export interface KeyFacts {
  readonly item: Node;
  /** The singular of the records' name. */
  readonly noun: string;
  /** Records of the document's examples. */
  readonly examples: readonly Node[];
  /** Parameters of the path, and nouns of the other lists: their IDs in a record are those of other things. */
  readonly foreign: readonly string[];
}

/** Extensions that name a key, at a record's schema or at a property. */
const HINTS = /^x-.*(primary-?key|entity-?id|identifier|unique-?key)$/i;
const IDS = ["id", "uuid", "gid", "sid", "guid", "key"];
const USUAL = [...IDS.slice(0, 5), "_id"];

interface Scalar {
  readonly name: string;
  readonly schema: Node;
}

/** The fields that identify a record; none if none does. */
export function keyOf({ item, noun, examples, foreign }: KeyFacts, schemas: Schemas): readonly string[] {
  const hinted = hintedKey(item, schemas);
  if (hinted.length > 0) return hinted;
  const scalars = Object.entries(nodeAt(item, "properties"))
    .map(([name, value]): Scalar => ({ name, schema: schemas.resolve(value) }))
    .filter(({ name, schema }) => isIdentifierType(schema) && !repeats(name, examples));
  const found =
    strongKey(scalars, { item, noun, foreign }) ?? (isReport(item) ? undefined : weakKey(scalars, { item, noun }));
  return found === undefined ? [] : [found.name];
}

/** A field that is an ID by its name, and not that of another thing. */
function strongKey(
  scalars: readonly Scalar[],
  { item, noun, foreign }: Omit<KeyFacts, "examples">,
): Scalar | undefined {
  const words = [noun, noun.split("_").at(-1) ?? noun].map(plainName);
  const own = new Set(words.flatMap((word) => IDS.map((end) => word + end)));
  const others = new Set(foreign.map(plainName));
  const ids = scalars.filter(
    ({ name }) =>
      isIdName(name) && !others.has(plainName(name)) && !others.has(plainName(baseOf(name))) && !isAccountName(name),
  );
  const [first] = scalars;
  const required = listAt(item, "required");
  return (
    USUAL.map((word) => scalars.find(({ name }) => name.toLowerCase() === word)).find(Boolean) ??
    scalars.find(({ name }) => own.has(plainName(name))) ??
    ids.find(
      ({ name, schema }) => name === first?.name || schema["format"] === "uuid" || schema["readOnly"] === true,
    ) ??
    onlyOne(ids.filter(({ name }) => required.includes(name)))
  );
}

/** A field that often identifies a record: a code, a slug, a name. */
function weakKey(
  scalars: readonly Scalar[],
  { item, noun }: { readonly item: Node; readonly noun: string },
): Scalar | undefined {
  const ids = scalars.filter(({ name }) => isIdName(name) && !isAccountName(name));
  const nouns = ["key", "code", "number", "token"].map((end) => plainName(noun) + end);
  const by = (words: readonly string[]) =>
    words.map((word) => scalars.find(({ name }) => plainName(name) === word)).find(Boolean);
  const names = ["number", "handle", "login", "username", "email", "name"];
  return (
    by(["key", "objectid", "identifier", ...nouns, "code", "slug", "urn", "uri"]) ??
    (nodeAt(item, "properties")["name"] === undefined ? onlyOne(ids) : undefined) ??
    by([...names, ...names.map((name) => plainName(noun) + name)]) ??
    onlyOne(ids)
  );
}

/** A row of a report: its period identifies it, no single field does. */
function isReport(item: Node): boolean {
  const period =
    /^(month|day|week|period|hour|interval|timestamp|timebucket|fromdatetime|todatetime|bucket|startdate|starttime)$/;
  return Object.keys(nodeAt(item, "properties")).some((name) => period.test(plainName(name)));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** `lago_id`, `userId`, `accountSid`, `ID`. */
function isIdName(name: string): boolean {
  return /(^|_)(id|uuid|gid|sid|guid|key)$/.test(snake(name));
}

/** `keeper_id` → `keeper`. */
function baseOf(name: string): string {
  return snake(name).replace(/_(id|uuid|gid|sid|guid|key)$/, "");
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
