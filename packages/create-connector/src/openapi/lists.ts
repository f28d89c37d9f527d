import { snake } from "../words.js";
import { isNode, type Node, nodeAt, valueAt } from "./node.js";
import type { Operation } from "./operations.js";
import { lastWordOf, wordsOf } from "./path.js";
import { isObjectSchema, type Schemas, typeName } from "./schemas.js";
import { plainName, singular } from "./words.js";

/** Where a reply has its list. */
export interface ListInReply {
  /** A record path of core. */
  readonly recordsAt: string;
  /** The schema of a record, resolved. */
  readonly item: Node;
  /** The schema of the reply, resolved. */
  readonly body: Node;
}

interface Candidate {
  readonly path: readonly string[];
  readonly item: Node;
}

/** Names that a list has in many APIs, best first. */
const USUAL = [
  "data",
  "items",
  "results",
  "records",
  "values",
  "entries",
  "list",
  "content",
  "rows",
  "resources",
  "elements",
];
const WRAPPERS = [
  "data",
  "result",
  "results",
  "response",
  "payload",
  "body",
  "embedded",
  "resultset",
  "list",
  "value",
  "items",
];

/** The main list of a reply, or why it has none that can be read; undefined for a reply that is not a list. */
export function listInReply(
  operation: Operation,
  schemas: Schemas,
): ListInReply | { readonly reason: string } | undefined {
  const reply = schemas.resolve(operation.reply);
  const variants = [reply, ...[reply["anyOf"]].flat().filter(isNode)];
  const found = variants.map((body) => listInBody(body, operation, schemas)).filter((list) => list !== undefined);
  return found.find((list) => "item" in list) ?? found[0];
}

function listInBody(body: Node, operation: Operation, schemas: Schemas) {
  const endsInParameter = /\}[^/]*\/?$/.test(operation.path);
  if (typeName(body) === "array") {
    const item = schemas.resolve(body["items"]);
    if (isObjectSchema(item)) return { ...unwrapped({ path: [], item }, operation, schemas), body };
    return { reason: "its records are not objects" };
  }
  if (!isObjectSchema(body)) return undefined;
  const candidates = candidatesIn(body, schemas);
  const main = mainOf(candidates, operation, body);
  if (main !== undefined && isPartOfThing(main, body, schemas)) return undefined;
  if (main === undefined) {
    if (candidates.length < 2 || endsInParameter || hasOwnKey(body)) return undefined;
    const names = candidates.map(({ path }) => path.join(".")).join(", ");
    return { reason: `its reply has several lists (${names}), and none is named like its path` };
  }
  if (endsInParameter && !(isUsual(main) && !hasOwnKey(body))) return undefined;
  return { ...unwrapped(main, operation, schemas), body };
}

/** The lists of objects in an object, also in objects that only wrap them. */
function candidatesIn(body: Node, schemas: Schemas, depth = 0): readonly Candidate[] {
  return Object.entries(nodeAt(body, "properties")).flatMap(([name, value]): readonly Candidate[] => {
    const property = schemas.resolve(value);
    if (name.includes(".") || name.includes("*")) return [];
    if (typeName(property) === "array") {
      const item = schemas.resolve(property["items"]);
      return isObjectSchema(item) ? [{ path: [name], item }] : [];
    }
    if (depth >= 2 || !isObjectSchema(property) || !isWrapper(name, body, schemas)) return [];
    return candidatesIn(property, schemas, depth + 1).map(({ path, item }) => ({ path: [name, ...path], item }));
  });
}

/** An object named as wrappers are, or the only object of a body that has no list. */
function isWrapper(name: string, body: Node, schemas: Schemas): boolean {
  if (WRAPPERS.includes(plainName(name))) return true;
  const types = Object.values(nodeAt(body, "properties")).map((value) => typeName(schemas.resolve(value)));
  return types.filter((type) => type === "object").length === 1 && !types.includes("array");
}

/** The list named like the path, else one with a usual name, else the only one of an object that is an envelope. */
function mainOf(candidates: readonly Candidate[], operation: Operation, body: Node): Candidate | undefined {
  const last = singular(lastWordOf(operation.path));
  const named = (name: string | undefined) => singular(snake(name ?? ""));
  const words = hasOwnKey(body) ? [last] : wordsOf(operation.path).map(singular).reverse();
  const like = words
    .map((word) => candidates.find(({ path }) => plainName(named(path.at(-1))) === plainName(word)))
    .find(Boolean);
  if (like !== undefined && !(hasOwnKey(body) && like.path.length > 1)) return like;
  const usual = candidates.filter(isUsual).sort((one, other) => rankOf(one) - rankOf(other))[0];
  if (usual !== undefined && !(hasOwnKey(body) && usual.path.length === 1 && candidates.length > 1)) return usual;
  const similar = candidates.filter(({ path }) => {
    const [name, word] = [plainName(named(path.at(-1))), plainName(last)];
    return name.length > 2 && word.length > 2 && (name.endsWith(word) || word.endsWith(name) || name.startsWith(word));
  });
  if (similar.length === 1) return similar[0];
  return candidates.length === 1 && !hasOwnKey(body) ? candidates[0] : undefined;
}

function rankOf({ path }: Candidate): number {
  return USUAL.indexOf(plainName(path.at(-1) ?? "")) + path.length * USUAL.length;
}

function isUsual({ path }: Candidate): boolean {
  return USUAL.includes(plainName(path.at(-1) ?? "")) || plainName(path[0] ?? "") === "embedded";
}

/** Whether a list is part of one thing: `{ order: { id, lines: […] } }`. */
function isPartOfThing({ path }: Candidate, body: Node, schemas: Schemas): boolean {
  const [outer, inner] = path;
  if (outer === undefined || inner === undefined || plainName(outer) === "embedded") return false;
  const wrapper = schemas.resolve(valueAt(body, "properties", outer));
  return (
    hasOwnKey(wrapper) ||
    ["self", "parent", "type"].filter((name) => valueAt(wrapper, "properties", name) !== undefined).length > 1
  );
}

/** An object with an ID is a thing, and its lists are parts of it. */
function hasOwnKey(body: Node): boolean {
  return ["id", "uuid", "gid", "sid", "guid", "_id"].some((name) => valueAt(body, "properties", name) !== undefined);
}

/** Records that are wrapped in an object each: `list: [{ customer: {…} }]`. */
function unwrapped({ path, item }: Candidate, operation: Operation, schemas: Schemas) {
  const properties = Object.entries(nodeAt(item, "properties")).map(([name, value]) => ({
    name,
    schema: schemas.resolve(value),
  }));
  const areObjects = properties.length > 0 && properties.every(({ schema }) => isObjectSchema(schema));
  const last = singular(lastWordOf(operation.path));
  const inner = properties.find(({ name }) => snake(name) === last || name === "node");
  const wrapper = areObjects ? (inner ?? (properties.length === 1 ? properties[0] : undefined)) : undefined;
  if (wrapper === undefined || path.length === 0) return { recordsAt: path.join("."), item };
  return { recordsAt: [...path, "*", wrapper.name].join("."), item: wrapper.schema };
}
