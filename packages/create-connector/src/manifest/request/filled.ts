import type { Value } from "../../design/expression.js";

type Values = Readonly<Record<string, Value>>;

/** Those parts of a request that have a value: a stream without headers has no method for them. */
export function filled<Part extends "query" | "headers">(
  parts: Readonly<Record<Part, Values>>,
): { readonly [part in Part]?: Values } {
  const present = Object.entries<Values>(parts).filter(([, values]) => Object.keys(values).length > 0);
  return Object.fromEntries(present) as { [part in Part]?: Values };
}
