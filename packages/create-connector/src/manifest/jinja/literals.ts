import { Code, LEVEL } from "./code.js";
import type { Constant } from "./scope.js";

/** `[a, b]` */
export function listOf(items: readonly Code[]): Code {
  const constants = items.map(({ constant }) => constant);
  if (constants.every((constant) => constant !== undefined)) return Code.of(constants);
  return new Code(`[${items.map((item) => orNull(item).code).join(", ")}]`, { type: "array", of: items });
}

/** `{ name: value }` */
export function dictOf(entries: readonly (readonly [Code, Code])[]): Code {
  const all = entries.flat();
  if (all.every(({ constant }) => constant !== undefined)) {
    return Code.of(
      Object.fromEntries(entries.map(([key, value]) => [String(key.constant), value.constant as Constant])),
    );
  }
  const members = entries.map(([key, value]) => {
    const name = key.constant === undefined ? `[${key.code}]` : JSON.stringify(String(key.constant));
    return `${name}: ${orNull(value).code}`;
  });
  return new Code(`{ ${members.join(", ")} }`, { type: "object", of: all });
}

/** A value within a list or an object, where one that is not there is null. */
export function orNull(code: Code): Code {
  if (code.type === "nothing") return Code.of(null);
  const mayBeMissing = code.isOptional || ["unknown", "scalar"].includes(code.type);
  if (code.constant !== undefined || !mayBeMissing || code.bare !== code) return code;
  return new Code(`${code.within(LEVEL.or)} ?? null`, { type: code.type, level: LEVEL.or, of: [code] });
}
