import { isTemplate } from "./parse.js";
import { onlyOutput, pathOfNode } from "./paths.js";
import type { Node } from "./tree.js";

/** A path below a name. */
export interface At {
  readonly root: string;
  readonly path: readonly string[];
}

/** A condition of a known form, as in `stop_condition`. */
export type TemplateCondition =
  /** `not response.next`, `not response.get('next', {})`: missing, or what Python takes for false. */
  | (At & { readonly kind: "falsy" | "truthy" })
  /** `response.x is none`, `response.x is not defined`, `'x' not in response`: null or not there. */
  | (At & { readonly kind: "missing" | "present" })
  /** `response.status == "done"`, `response.has_more is false`. */
  | (At & { readonly kind: "equals" | "differs"; readonly value: string | number | boolean })
  /** A list, or the number `last_page_size`, that is less: `response.data | length < 100`, `last_page_size == 0` (less than 1). */
  | (At & { readonly kind: "shorter"; readonly than: number })
  /** One path compared with another: `response.page >= response.pages`. */
  | (At & { readonly kind: "atLeast" | "same"; readonly other: At })
  | { readonly kind: "always" | "never" }
  /** All of them, or one of them. */
  | { readonly kind: "all" | "any"; readonly of: readonly TemplateCondition[] };

/** The form of a condition; undefined if it is none of them. */
export function conditionOf(text: string): TemplateCondition | undefined {
  if (!isTemplate(text))
    return { kind: /^\s*(|false|0|0\.0|\[\]|\{\}|\(\)|none)\s*$/i.test(text) ? "never" : "always" };
  const node = onlyOutput(text);
  return node === undefined ? undefined : ofNode(node);
}

function ofNode(node: Node): TemplateCondition | undefined {
  switch (node.is) {
    case "literal":
      return { kind: node.value ? "always" : "never" };
    case "unary":
      return node.operator === "not" ? opposite(ofNode(node.operand)) : undefined;
    case "test":
      return ofTest(node);
    case "binary":
      return ofBinary(node);
    case "ternary":
      return ofTernary(node);
    default: {
      const at = atOf(node);
      return at && { kind: "truthy", ...at };
    }
  }
}

function ofTest({ name, operand, isNegated }: Node & { is: "test" }): TemplateCondition | undefined {
  const at = atOf(operand);
  if (at === undefined) return undefined;
  const found = testOf(name.toLowerCase(), at);
  return isNegated ? opposite(found) : found;
}

function testOf(name: string, at: At): TemplateCondition | undefined {
  switch (name) {
    case "none":
    case "undefined":
      return { kind: "missing", ...at };
    case "defined":
      return { kind: "present", ...at };
    case "true":
    case "false":
      return { kind: "equals", value: name === "true", ...at };
    default:
      return undefined;
  }
}

function ofBinary({ operator, left, right }: Node & { is: "binary" }): TemplateCondition | undefined {
  switch (operator) {
    case "and":
    case "or": {
      const [one, other] = [ofNode(left), ofNode(right)];
      return one && other && { kind: operator === "and" ? "all" : "any", of: [one, other] };
    }
    case "in":
      return ofMember(left, right);
    case "not in":
      return opposite(ofMember(left, right));
    case "!=":
      return opposite(ofComparison("==", left, right));
    default:
      return ofComparison(operator, left, right);
  }
}

/** `'next' in response.links` */
function ofMember(key: Node, container: Node): TemplateCondition | undefined {
  const at = atOf(container);
  if (at === undefined || key.is !== "literal" || typeof key.value !== "string") return undefined;
  return { kind: "present", root: at.root, path: [...at.path, key.value] };
}

const MIRRORED: Readonly<Record<string, string>> = { "==": "==", "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

function ofComparison(operator: string, left: Node, right: Node): TemplateCondition | undefined {
  const mirrored = MIRRORED[operator];
  if (mirrored === undefined) return undefined;
  if (left.is === "literal" && right.is !== "literal") return ofComparison(mirrored, right, left);
  const size = sizeOf(left);
  if (size !== undefined) return ofSize(size, operator, right);
  const [at, other] = [atOf(left), atOf(right)];
  if (at === undefined) return undefined;
  if (other !== undefined) {
    if (operator === "==") return { kind: "same", ...at, other };
    if (operator === ">=") return { kind: "atLeast", ...at, other };
    return operator === "<=" ? { kind: "atLeast", ...other, other: at } : undefined;
  }
  if (operator !== "==") return undefined;
  if (right.is === "literal")
    return right.value === null ? { kind: "missing", ...at } : { kind: "equals", ...at, value: right.value };
  const isEmpty =
    (right.is === "list" && right.items.length === 0) || (right.is === "dict" && right.entries.length === 0);
  return isEmpty ? { kind: "falsy", ...at } : undefined;
}

/** `response.data | length`, `len(response.data)`, `last_page_size` */
function sizeOf(node: Node): At | undefined {
  if (node.is === "filter" && (node.name === "length" || node.name === "count")) return atOf(node.operand);
  if (node.is === "call" && node.callee.is === "name" && node.callee.name === "len" && node.args[0])
    return atOf(node.args[0]);
  return node.is === "name" && node.name === "last_page_size" ? { root: node.name, path: [] } : undefined;
}

function ofSize(size: At, operator: string, limit: Node): TemplateCondition | undefined {
  if (limit.is !== "literal" || typeof limit.value !== "number") return undefined;
  const { value } = limit;
  if (operator === "<") return { kind: "shorter", ...size, than: value };
  if (operator === "<=" || (operator === "==" && value === 0)) return { kind: "shorter", ...size, than: value + 1 };
  return undefined;
}

/** `true if … else false`, and the other way round. */
function ofTernary({ test, whenTrue, whenFalse }: Node & { is: "ternary" }): TemplateCondition | undefined {
  const [then, other] = [ofNode(whenTrue), whenFalse === undefined ? undefined : ofNode(whenFalse)];
  if (then?.kind === "always" && (other === undefined || other.kind === "never")) return ofNode(test);
  return then?.kind === "never" && other?.kind === "always" ? opposite(ofNode(test)) : undefined;
}

const OPPOSITE = {
  falsy: "truthy",
  truthy: "falsy",
  missing: "present",
  present: "missing",
  equals: "differs",
  differs: "equals",
  always: "never",
  never: "always",
  all: "any",
  any: "all",
} as const;

function opposite(condition: TemplateCondition | undefined): TemplateCondition | undefined {
  if (condition === undefined) return undefined;
  switch (condition.kind) {
    case "shorter":
    case "atLeast":
    case "same":
      return undefined;
    case "all":
    case "any": {
      const of = condition.of.map(opposite);
      return of.every((one) => one !== undefined) ? { kind: OPPOSITE[condition.kind], of } : undefined;
    }
    case "equals":
    case "differs":
      return { ...condition, kind: OPPOSITE[condition.kind] };
    case "always":
    case "never":
      return { kind: OPPOSITE[condition.kind] };
    case "falsy":
    case "truthy":
      return { ...condition, kind: OPPOSITE[condition.kind] };
    case "missing":
    case "present":
      return { ...condition, kind: OPPOSITE[condition.kind] };
  }
}

function atOf(node: Node): At | undefined {
  const found = pathOfNode(node);
  return found === undefined || found.fallback ? undefined : { root: found.root, path: found.path };
}
