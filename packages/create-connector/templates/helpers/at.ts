import type { JsonValue } from "@sluice/core";

/** The value at a path of names and indices; undefined where there is none. An index below zero counts from the end. */
export function at(value: unknown, ...path: readonly unknown[]): JsonValue | undefined {
  let found = value;
  for (const step of path) {
    if (typeof found === "string" && typeof step === "number") found = [...found].at(step);
    else if (Array.isArray(found)) found = typeof step === "number" ? found.at(step) : undefined;
    else if (typeof found === "object" && found !== null && Object.hasOwn(found, String(step)))
      found = (found as Readonly<Record<string, unknown>>)[String(step)];
    else return undefined;
  }
  return found as JsonValue | undefined;
}
