import { snake } from "../words.js";
import type { Operation } from "./operations.js";
import { parametersIn, wordsOf } from "./path.js";
import { singular } from "./words.js";

/** A unique name in snake case for each operation: the last word of its path, with as many words before it as are needed. */
export function streamNames(operations: readonly Operation[]): ReadonlyMap<Operation, string> {
  const names = new Map<Operation, string>();
  const taken = new Set<string>();
  const order = [...operations].sort((one, other) => sizeOf(one) - sizeOf(other));
  for (const operation of order) {
    const name = freeName(operation, taken);
    names.set(operation, name);
    taken.add(name);
  }
  return names;
}

/** The shortest path keeps the short name: `invoices`, then `customer_invoices`. */
function sizeOf({ path, method }: Operation): number {
  return parametersIn(path).length * 100 + path.split("/").length + (method === "GET" ? 0 : 0.5);
}

/** Words that do not name records on their own. */
const ADJECTIVE =
  /^(private|public|archived|active|inactive|default|me|self|current|mine|own|recent|latest|available|custom|global|local|deleted|pending|open|closed|bulk|details?|v\d+)$/;

function freeName({ path, id }: Operation, taken: ReadonlySet<string>): string {
  const words = wordsOf(path);
  const ofPath = words
    .map((_, index) => words.slice(-index - 1))
    .filter((some) => !some.every((word) => ADJECTIVE.test(word)))
    .map(nameOf);
  const ofId = snake(id).replace(/^(list|get|find|search|fetch|retrieve|read)_(all_)?/, "");
  const candidates = [...ofPath, ...(ofId === "" ? [] : [named(ofId)])];
  const free = candidates.find((candidate) => !taken.has(candidate));
  if (free !== undefined) return free;
  const whole = nameOf(words);
  for (let number = 2; ; number++) if (!taken.has(`${whole}_${number}`)) return `${whole}_${number}`;
}

function nameOf(words: readonly string[]): string {
  const [last = "records", ...before] = [...words].reverse();
  return named([...before.reverse().map(singular), last].join("_"));
}

function named(name: string): string {
  return /^\d/.test(name) ? `n${name}` : name;
}
