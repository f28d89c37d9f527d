import { parse, tokenize } from "@huggingface/jinja";
import type { Arguments, Node, Part } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/** A node of the library's tree, whose classes it does not export: each is known by its `type`, and read member by member. */
interface Raw {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** The parts of a template. @throws UnsupportedExpression if it is not Jinja. */
export function parseTemplate(text: string): readonly Part[] {
  let body: readonly Raw[];
  try {
    body = parse(tokenize(readable(text))).body as unknown as readonly Raw[];
  } catch (error) {
    throw new UnsupportedExpression(`invalid syntax (${error instanceof Error ? error.message : String(error)})`);
  }
  return body.flatMap(partOf);
}

/** Whether a text has expressions or statements. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%|\{#/.test(text);
}

/**
 * What the library refuses and Jinja accepts: escapes without a meaning in strings (`'\d+'` keeps its backslash), a colon at the end of
 * a statement, and `raw` blocks.
 */
function readable(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/\{%-?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?%\}/g, (_, raw: string) => `{{ ${quoted(raw)} }}`)
    .replaceAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, (tag) =>
      tag.replaceAll(/\\([\s\S])/g, (pair, sign: string) => (/[ntrbfv'"\\xu]/.test(sign) ? pair : `\\${pair}`)),
    )
    .replaceAll(/\s*:\s*(-?%\})/g, " $1");
}

function quoted(raw: string): string {
  return `"${raw.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("{{", '{" "{').replaceAll("}}", '}" "}')}"`;
}

function partOf(raw: Raw): readonly Part[] {
  switch (raw.type) {
    case "Comment":
      return [];
    case "StringLiteral":
      return [{ is: "text", text: String(raw["value"]) }];
    case "If":
      return [{ is: "if", test: node(raw["test"]), whenTrue: parts(raw["body"]), whenFalse: parts(raw["alternate"]) }];
    case "For":
      return [loopOf(raw)];
    case "Set": {
      const assignee = child(raw["assignee"]);
      if (assignee.type !== "Identifier" || raw["value"] === null)
        throw new UnsupportedExpression("{% set %} of something other than one name");
      return [{ is: "set", name: String(assignee["value"]), value: node(raw["value"]) }];
    }
    case "Break":
    case "Continue":
    case "Macro":
    case "CallStatement":
    case "FilterStatement":
      throw new UnsupportedExpression(`the statement ${raw.type.replace("Statement", "").toLowerCase()}`);
    default:
      return [{ is: "output", value: node(raw) }];
  }
}

function loopOf(raw: Raw): Part {
  const variable = child(raw["loopvar"]);
  const names = variable.type === "Identifier" ? [variable] : list(variable["value"]);
  const iterable = child(raw["iterable"]);
  const isFiltered = iterable.type === "SelectExpression";
  if (list(raw["defaultBlock"]).length > 0) throw new UnsupportedExpression("{% for %} with {% else %}");
  return {
    is: "for",
    names: names.map(({ value }) => String(value)),
    items: node(isFiltered ? iterable["lhs"] : iterable),
    ...(isFiltered && { test: node(iterable["test"]) }),
    body: parts(raw["body"]),
  };
}

function node(value: unknown): Node {
  const raw = child(value);
  const make = NODES[raw.type];
  if (make === undefined) throw new UnsupportedExpression(`the construct ${raw.type}`);
  return make(raw);
}

const literal = (raw: Raw): Node => ({ is: "literal", value: raw["value"] as string | number });
const listOf = (raw: Raw): Node => ({ is: "list", items: list(raw["value"]).map(node) });

const NODES: Readonly<Record<string, (raw: Raw) => Node>> = {
  StringLiteral: literal,
  IntegerLiteral: literal,
  FloatLiteral: (raw) => ({ is: "literal", value: Number(raw["value"]), isFloat: true }),
  ArrayLiteral: listOf,
  TupleLiteral: listOf,
  ObjectLiteral: (raw) => ({
    is: "dict",
    entries: [...(raw["value"] as Map<unknown, unknown>)].map(([key, value]) => [node(key), node(value)] as const),
  }),
  Identifier: (raw) => {
    const name = String(raw["value"]);
    const constant = CONSTANTS.get(name);
    return constant === undefined ? { is: "name", name } : { is: "literal", value: constant };
  },
  MemberExpression: (raw) => {
    const object = node(raw["object"]);
    const property = child(raw["property"]);
    if (property.type === "SliceExpression")
      return {
        is: "slice",
        object,
        bounds: ["start", "stop", "step"].map((name) => property[name] && node(property[name])) as (Node | undefined)[],
      };
    if (raw["computed"] === true) return { is: "member", object, property: node(property), isAttribute: false };
    return { is: "member", object, property: literal(property), isAttribute: true };
  },
  CallExpression: (raw) => ({ is: "call", callee: node(raw["callee"]), ...argumentsOf(raw["args"]) }),
  FilterExpression: (raw) => {
    const filter = child(raw["filter"]);
    const isCall = filter.type === "CallExpression";
    const name = String((isCall ? child(filter["callee"]) : filter)["value"]);
    return { is: "filter", name, operand: node(raw["operand"]), ...argumentsOf(isCall ? filter["args"] : []) };
  },
  TestExpression: (raw) => ({
    is: "test",
    name: String(child(raw["test"])["value"]),
    operand: node(raw["operand"]),
    isNegated: raw["negate"] === true,
  }),
  BinaryExpression: (raw) => ({
    is: "binary",
    operator: String((raw["operator"] as { readonly value: string }).value),
    left: node(raw["left"]),
    right: node(raw["right"]),
  }),
  UnaryExpression: (raw) => ({
    is: "unary",
    operator: (raw["operator"] as { readonly value: "not" | "-" | "+" }).value,
    operand: node(raw["argument"]),
  }),
  Ternary: (raw) => ({
    is: "ternary",
    test: node(raw["condition"]),
    whenTrue: node(raw["trueExpr"]),
    whenFalse: node(raw["falseExpr"]),
  }),
  SelectExpression: (raw) => ({ is: "ternary", test: node(raw["test"]), whenTrue: node(raw["lhs"]) }),
};

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

function argumentsOf(value: unknown): Arguments {
  const all = list(value);
  const isNamed = (raw: Raw) => raw.type === "KeywordArgumentExpression";
  return {
    args: all.filter((raw) => !isNamed(raw)).map(node),
    named: Object.fromEntries(
      all.filter(isNamed).map((raw) => [String(child(raw["key"])["value"]), node(raw["value"])] as const),
    ),
  };
}

function parts(value: unknown): readonly Part[] {
  return list(value).flatMap(partOf);
}

function list(value: unknown): readonly Raw[] {
  return value as readonly Raw[];
}

function child(value: unknown): Raw {
  return value as Raw;
}
