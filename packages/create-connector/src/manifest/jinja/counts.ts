import { partsOf } from "./paths.js";
import type { Node, Part } from "./tree.js";

/** A number in a text that follows another number, as in `LIMIT 50 OFFSET {{ (n or 0) + 1 }}`. */
export interface TemplateCount {
  /** The word in front of the number. */
  readonly before: string;
  /** The number as long as there is no other. */
  readonly first: number;
  /** By how much it is more than the other number. */
  readonly plus: number;
  /** Whether the text is nothing but the number. */
  readonly isWhole: boolean;
}

/** The number that a template makes of a name; undefined if it is something else. */
export function countOf(text: string, name: string): TemplateCount | undefined {
  const parts = (partsOf(text) ?? []).filter((part) => part.is !== "text" || part.text !== "");
  const at = parts.findIndex((part) => mentions(part, name));
  const part = parts[at];
  if (part?.is !== "output" || parts.slice(at + 1).some((other) => mentions(other, name))) return undefined;
  const [first, one, two] = [undefined, 1000, 2000].map((number) => numberFrom(part.value, name, number));
  const before = wordBefore(parts.slice(0, at));
  if (first === undefined || one === undefined || two === undefined || before === undefined) return undefined;
  return two - one === 1000 ? { before, first, plus: one - 1000, isWhole: parts.length === 1 } : undefined;
}

function mentions(part: Part, name: string): boolean {
  return JSON.stringify(part).includes(`"is":"name","name":${JSON.stringify(name)}`);
}

/** The last word, if the text has it only once. */
function wordBefore(parts: readonly Part[]): string | undefined {
  const last = parts.at(-1);
  if (last === undefined) return "";
  const word = last.is === "text" ? (/\S*\s*$/.exec(last.text)?.[0] ?? "") : "";
  const texts = parts.map((part) => (part.is === "text" ? part.text : "\0")).join("");
  return word === "" || texts.indexOf(word) !== texts.length - word.length ? undefined : word;
}

/** The number that an expression comes to; undefined if it is none, NaN if that is not known. */
function numberFrom(node: Node, name: string, number: number | undefined): number | undefined {
  const of = (part: Node) => numberFrom(part, name, number);
  switch (node.is) {
    case "literal":
      return typeof node.value === "number" || /^\d+$/.test(String(node.value)) ? Number(node.value) : Number.NaN;
    case "name":
      return node.name === name ? number : Number.NaN;
    case "filter":
      return node.name === "int" ? of(node.operand) : Number.NaN;
    case "ternary":
      if (node.test.is !== "name" || node.test.name !== name || node.whenFalse === undefined) return Number.NaN;
      return of(number === undefined ? node.whenFalse : node.whenTrue);
    case "binary": {
      const [left, right] = [of(node.left), of(node.right)];
      if (node.operator === "or") return left === undefined || left === 0 ? right : left;
      if (node.operator === "+") return (left ?? Number.NaN) + (right ?? Number.NaN);
      return node.operator === "-" ? (left ?? Number.NaN) - (right ?? Number.NaN) : Number.NaN;
    }
    default:
      return Number.NaN;
  }
}
