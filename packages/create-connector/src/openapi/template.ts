import type { Expression, Template } from "../design/expression.js";

/** Parts of a text with neighboring texts joined. */
export function joined(parts: readonly (string | Expression)[]): readonly (string | Expression)[] {
  const result: (string | Expression)[] = [];
  for (const part of parts.filter((one) => one !== "")) {
    const last = result.at(-1);
    if (typeof last === "string" && typeof part === "string") result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}

/** The parts as a template: a text where there is no expression. */
export function templateOf(parts: readonly (string | Expression)[]): Template {
  const all = joined(parts);
  const [only = ""] = all;
  return all.length <= 1 && typeof only === "string" ? only : all;
}
