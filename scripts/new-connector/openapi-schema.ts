import type { Field, FieldType } from "./design.js";

/** An object somewhere in the document. */
export type Node = Readonly<Record<string, unknown>>;

/** What is below a value by these names; undefined where the way ends. */
export function nodeAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (node, name) =>
      typeof node === "object" && node !== null && Object.hasOwn(node, name) ? (node as Node)[name] : undefined,
    value,
  );
}

/** Objects in objects are described so deep; below they are open, which also ends a schema that holds itself. */
const DEEPEST = 2;

/** The schemas of a document, as the fields of records. */
export class Schemas {
  readonly #document: unknown;

  constructor(document: unknown) {
    this.#document = document;
  }

  /** The node that a `$ref` within the document leads to, with what `allOf` adds; undefined for a node that is not an object. */
  resolved(node: unknown, steps = 0): Node | undefined {
    if (typeof node !== "object" || node === null || steps > 20) return undefined;
    const ref = nodeAt(node, "$ref");
    if (typeof ref === "string") {
      const names = ref.replace(/^#\//, "").split("/");
      const unescaped = names.map((name) => decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"));
      return this.resolved(nodeAt(this.#document, ...unescaped), steps + 1);
    }
    const parts = nodeAt(node, "allOf");
    if (!Array.isArray(parts)) return node as Node;
    const merged = [...(parts as unknown[]), { ...node, allOf: undefined }].map(
      (part) => this.resolved(part, steps + 1) ?? {},
    );
    const properties = Object.assign({}, ...merged.map((part) => part["properties"]));
    return { ...Object.assign({}, ...merged), properties };
  }

  /** Where a reply has its list, and what is in it; undefined if it is not a list, or has several. */
  listIn(body: Node): { readonly recordsAt: string; readonly item: Node } | undefined {
    const bare = this.#itemOf(body);
    if (bare !== undefined) return { recordsAt: "", item: bare };
    const lists = Object.entries(body["properties"] ?? {}).flatMap(([name, part]) => {
      const item = this.#itemOf(this.resolved(part) ?? {});
      return item === undefined ? [] : [{ recordsAt: name, item }];
    });
    return lists.length === 1 ? lists[0] : undefined;
  }

  #itemOf(schema: Node): Node | undefined {
    if (typeName(schema) !== "array") return undefined;
    const item = this.resolved(schema["items"]);
    return item !== undefined && Object.keys(item["properties"] ?? {}).length > 0 ? item : undefined;
  }

  fieldsOf(schema: Node, depth = 0): readonly Field[] {
    return Object.entries(schema["properties"] ?? {}).map(([name, part]): Field => {
      const node = this.resolved(part) ?? {};
      const description = node["description"];
      const summary = typeof description === "string" ? description.trim().split("\n")[0] : undefined;
      return { name, type: this.#typeOf(node, depth), ...(summary && { description: summary }) };
    });
  }

  #typeOf(schema: Node, depth: number): FieldType {
    switch (typeName(schema)) {
      case "string":
        return textType(schema);
      case "integer":
        return { is: "integer" };
      case "number":
        return { is: "number" };
      case "boolean":
        return { is: "boolean" };
      case "array":
        return { is: "array", of: this.#typeOf(this.resolved(schema["items"]) ?? {}, depth + 1) };
      case "object": {
        const fields = depth < DEEPEST ? this.fieldsOf(schema, depth + 1) : [];
        return fields.length > 0 ? { is: "object", fields } : { is: "openObject" };
      }
      default:
        return { is: "json" };
    }
  }
}

/** The one type other than null, in the words of 3.0 or 3.1; undefined for a choice of several. */
function typeName(schema: Node): string | undefined {
  const types = [schema["type"]].flat().filter((type) => type !== "null");
  if (types.length === 1 && typeof types[0] === "string") return types[0];
  return types[0] === undefined && schema["properties"] !== undefined ? "object" : undefined;
}

function textType({ format, enum: values }: Node): FieldType {
  if (format === "date-time") return { is: "timestamp" };
  if (format === "date") return { is: "date" };
  const first = Array.isArray(values) ? (values as unknown[])[0] : undefined;
  return typeof first === "string" ? { is: "string", oneOf: first } : { is: "string" };
}
