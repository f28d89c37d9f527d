import { isNode, listAt, type Node, nodeAt, valueAt } from "./node.js";

const EMPTY: Node = {};

/** So many references in a row are followed. */
const MAX_REFERENCES = 30;

/** The schemas of a document: references are followed, and `allOf`, `oneOf` and `anyOf` are merged. */
export class Schemas {
  readonly #document: unknown;
  readonly #resolved = new WeakMap<object, Node>();

  constructor(document: unknown) {
    this.#document = document;
  }

  /** The node that a reference leads to, merged with the schemas that it consists of; an empty one if it is not an object. */
  resolve(value: unknown): Node {
    if (!isNode(value)) return EMPTY;
    const known = this.#resolved.get(value);
    if (known !== undefined) return known;
    this.#resolved.set(value, EMPTY); // a schema that contains itself ends here
    const resolved = this.#merged(this.follow(value));
    this.#resolved.set(value, resolved);
    return resolved;
  }

  /** The node that a reference leads to, as it is written. */
  follow(value: unknown): Node {
    let node = isNode(value) ? value : EMPTY;
    for (let step = 0; step < MAX_REFERENCES && typeof node["$ref"] === "string"; step++) {
      const { $ref, ...siblings } = node;
      const target = this.#target(String($ref));
      node =
        Object.keys(siblings).length > 0 && isNode(target)
          ? { ...target, ...siblings }
          : isNode(target)
            ? target
            : EMPTY;
    }
    return node;
  }

  #target(reference: string): unknown {
    if (!reference.startsWith("#")) return undefined;
    const names = reference.slice(1).split("/").filter(Boolean);
    return valueAt(this.#document, ...names.map((name) => decoded(name).replaceAll("~1", "/").replaceAll("~0", "~")));
  }

  #merged(node: Node): Node {
    const { allOf, oneOf, anyOf, ...own } = node;
    const parts = [...listAt(allOf), own].map((part) => (part === own ? own : this.resolve(part)));
    const whole = parts.reduce<Node>((sum, part) => merge(sum, part, "allOf"), EMPTY);
    const variants = [...listAt(oneOf), ...listAt(anyOf)].map((variant) => this.resolve(variant)).filter(isNotNull);
    return withVariants(whole, variants);
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A schema that may be any of the variants: one schema where they are of one kind, else `anyOf` remains. */
function withVariants(whole: Node, variants: readonly Node[]): Node {
  const [first, ...others] = variants;
  if (first === undefined) return whole;
  if (others.length === 0) return merge(whole, first, "allOf");
  const isObject = isObjectSchema(whole);
  if (variants.every((variant) => isObjectSchema(variant) || (isObject && variant["type"] === undefined))) {
    const union = variants.reduce((sum, variant) => merge(sum, variant, "anyOf"));
    return { type: "object", ...merge(whole, { ...union, required: [] }, "allOf") };
  }
  const types = new Set(variants.map(typeName));
  if (types.size > 1 || types.has(undefined)) return { ...whole, anyOf: variants };
  if (types.has("array")) return { ...whole, type: "array", items: { anyOf: variants.map(({ items }) => items) } };
  const formats = new Set(variants.map(({ format }) => format));
  return { ...whole, ...(formats.size === 1 ? first : { type: first["type"] }) };
}

/** Two schemas as one; a property of both must fit both, or either. */
function merge(one: Node, other: Node, both: "allOf" | "anyOf"): Node {
  if (one === EMPTY || Object.keys(one).length === 0) return other;
  const properties: Record<string, unknown> = { ...nodeAt(one, "properties") };
  for (const [name, schema] of Object.entries(nodeAt(other, "properties"))) {
    const known = properties[name];
    properties[name] = known === undefined || isSame(known, schema) ? schema : { [both]: [known, schema] };
  }
  const required = [...new Set([...listAt(one, "required"), ...listAt(other, "required")])];
  const hasProperties = one["properties"] !== undefined || other["properties"] !== undefined;
  return { ...one, ...other, ...(hasProperties && { properties }), required };
}

function isSame(one: unknown, other: unknown): boolean {
  const [reference, otherReference] = [valueAt(one, "$ref"), valueAt(other, "$ref")];
  return one === other || (reference !== undefined && reference === otherReference);
}

function isNotNull(schema: Node): boolean {
  return (
    schema["type"] !== "null" &&
    schema["const"] !== null &&
    !(listAt(schema, "enum").join() === "" && listAt(schema, "enum").length === 1)
  );
}

/** Whether a resolved schema describes an object. */
export function isObjectSchema(schema: Node): boolean {
  return typeName(schema) === "object";
}

/** The type of a number or a boolean, which the design calls as the document does; undefined for any other. */
export function plainType(schema: Node): { readonly is: "integer" | "number" | "boolean" } | undefined {
  const is = typeName(schema);
  return is === "integer" || is === "number" || is === "boolean" ? { is } : undefined;
}

/** The one type other than null of a resolved schema; undefined for a choice of several, or for none. */
export function typeName(schema: Node): string | undefined {
  const types = [schema["type"]].flat().filter((type) => type !== "null" && type !== undefined);
  if (types.length === 1 && typeof types[0] === "string") return types[0].toLowerCase();
  if (types.length > 1 || schema["anyOf"] !== undefined) return undefined;
  if (isNode(schema["properties"])) return "object";
  if (schema["items"] !== undefined) return "array";
  const values = listAt(schema, "enum");
  return values.length > 0 && values.every((value) => typeof value === "string") ? "string" : undefined;
}
