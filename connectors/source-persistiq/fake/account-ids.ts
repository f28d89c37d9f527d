import { createHash } from "node:crypto";

/** The fake's present. Everything in the account happened before it. */
export const NOW = "2026-03-02T12:00:00Z";

export const HOUR_MS = 3_600_000;

/** Letters and digits that depend on the name alone, so that each run has the same ids. */
function hash(name: string, length: number): string {
  return createHash("sha256").update(name).digest("base64").replace(/[+/=]/g, "").slice(0, length);
}

/** An id such as `l_2Wd8Ke`. Upper and lower case differ. */
export function idOf(prefix: string, name: string | number): string {
  return `${prefix}_${hash(`${prefix} ${name}`, 8)}`;
}

/** Something that looks like a key and is none. Computed, so that no scanner of the repository takes it for a leak. */
export function keyOf(name: string): string {
  return hash(`key ${name}`, 32);
}

/** The element at a position that may lie beyond the end: then it starts over. */
export function cycled<L extends readonly [unknown, ...unknown[]]>(list: L, index: number): L[number] {
  return list[index % list.length];
}

/** The moment so many milliseconds before the fake's present, as the API writes it. */
export function before(ms: number): string {
  return new Date(Date.parse(NOW) - ms).toISOString().replace(".000Z", "Z");
}

/** A list made by a function of the position. */
export function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
