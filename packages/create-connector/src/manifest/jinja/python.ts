import { parseTemplate } from "./parse.js";
import type { Constant } from "./scope.js";
import type { Node } from "./tree.js";

/** What Python's `ast.literal_eval` makes of a text that is known; the text itself if it is not a literal. */
export function pythonLiteral(text: string): Constant {
  const trimmed = text.trim();
  if (!/^['"[({\d+.-]|^(None|True|False)$/.test(trimmed) || /^[ \t]*\n[ \t]/.test(text)) return text;
  if (/(^|[^\w.])0\d|(^|[^\w'"])(true|false|none)\b/.test(trimmed) || /\{\{|\}\}|\{%/.test(trimmed)) return text;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  try {
    const [part] = parseTemplate(`{{ [${trimmed}] }}`); // a list, because several values with commas are one
    const items = part?.is === "output" ? constantOf(part.value) : undefined;
    if (items === undefined || !isList(items)) return text;
    return items.length === 1 && !trimmed.endsWith(",") ? (items[0] ?? null) : items;
  } catch {
    return text;
  }
}

function constantOf(node: Node): Constant | undefined {
  switch (node.is) {
    case "literal":
      return node.value;
    case "list": {
      const items = node.items.map(constantOf);
      return items.some((item) => item === undefined) ? undefined : items.filter((item) => item !== undefined);
    }
    case "dict": {
      const entries = node.entries.map(([key, value]) => [constantOf(key), constantOf(value)] as const);
      const isWhole = entries.every(([key, value]) => key !== undefined && value !== undefined);
      return isWhole ? Object.fromEntries(entries.map(([key, value]) => [String(key), value ?? null])) : undefined;
    }
    case "unary": {
      const value = constantOf(node.operand);
      return node.operator !== "not" && typeof value === "number"
        ? node.operator === "-"
          ? -value
          : value
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Python's `str` of a value that is known. */
export function pythonText(value: Constant): string {
  return typeof value === "string" ? value : repr(value);
}

function repr(value: Constant): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return reprText(value);
  if (typeof value === "number") return String(value);
  if (isList(value)) return `[${value.map(repr).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${reprText(name)}: ${repr(item)}`)
    .join(", ")}}`;
}

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** Whether a known value is a list. */
export function isList(value: Constant): value is readonly Constant[] {
  return Array.isArray(value);
}
