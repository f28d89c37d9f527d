import { isTemplate, parseTemplate } from "./parse.js";
import type { Node, Part } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/** A template that is no more than a path, e.g. `{{ response.links['next'] }}`. */
export interface TemplatePath {
  readonly root: string;
  readonly path: readonly string[];
  /** True if the template says itself what to do without a value: `.get(…)` or `| default('')`. */
  readonly mayBeMissing: boolean;
  /** The value in its place, where the template has one that is not empty, e.g. `config.get('start', '2020-01-01')`. */
  readonly fallback?: string | number | boolean;
}

/** The path that a template consists of; undefined if it is more than that, or no template. */
export function pathOf(text: string): TemplatePath | undefined {
  const node = onlyOutput(text);
  return node === undefined ? undefined : pathOfNode(node);
}

/** The expression that a template consists of, apart from blank space; undefined for any other text. */
export function onlyOutput(text: string): Node | undefined {
  const parts = partsOf(text)?.filter((part) => part.is !== "text" || part.text.trim() !== "");
  const [only] = parts ?? [];
  return parts?.length === 1 && only?.is === "output" ? only.value : undefined;
}

/** The parts of a template; undefined for a text that is none, or not valid. */
export function partsOf(text: string): readonly Part[] | undefined {
  if (!isTemplate(text)) return undefined;
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof UnsupportedExpression) return undefined;
    throw error;
  }
}

/** The path that an expression is; undefined if it is more than that. List indices are not part of a path. */
export function pathOfNode(node: Node): TemplatePath | undefined {
  switch (node.is) {
    case "name":
      return { root: node.name, path: [], mayBeMissing: false };
    case "member": {
      const { property } = node;
      return property.is === "literal" && typeof property.value === "string"
        ? below(pathOfNode(node.object), property.value)
        : undefined;
    }
    case "call": {
      const { callee, args } = node;
      const [key, other] = args;
      if (callee.is !== "member" || callee.property.is !== "literal" || callee.property.value !== "get")
        return undefined;
      if (key?.is !== "literal" || typeof key.value !== "string") return undefined;
      return withFallback(below(pathOfNode(callee.object), key.value), other);
    }
    case "filter":
      return node.name === "default" || node.name === "d"
        ? withFallback(pathOfNode(node.operand), node.args[0])
        : undefined;
    case "binary":
      return node.operator === "or" ? withFallback(pathOfNode(node.left), node.right) : undefined;
    default:
      return undefined;
  }
}

function below(parent: TemplatePath | undefined, name: string): TemplatePath | undefined {
  if (parent === undefined || parent.fallback !== undefined) return undefined;
  return { ...parent, path: [...parent.path, name] };
}

function withFallback(found: TemplatePath | undefined, other: Node | undefined): TemplatePath | undefined {
  if (found === undefined || found.fallback !== undefined) return undefined;
  const { root, path } = found;
  if (other === undefined || isEmpty(other)) return { root, path, mayBeMissing: true };
  if (other.is !== "literal" || other.value === null) return undefined;
  return { root, path, mayBeMissing: true, fallback: other.value };
}

/** `{}`, `[]`, `''` or none. */
function isEmpty(node: Node): boolean {
  if (node.is === "dict") return node.entries.length === 0;
  if (node.is === "list") return node.items.length === 0;
  return node.is === "literal" && (node.value === null || node.value === "");
}
