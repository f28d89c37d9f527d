import { createHash } from "node:crypto";

export const DAY_MS = 86_400_000;

/**
 * The fake's present: the start of today, for ConfigCat forgets audit logs as time goes by. Everything in the account
 * happened so and so long before it.
 */
export const NOW = new Date(Date.now() - (Date.now() % DAY_MS)).toISOString();

/** Hexadecimal digits that depend on the name alone, so that each run has the same ids. */
export function hex(name: string, length: number): string {
  return createHash("sha256").update(name).digest("hex").slice(0, length);
}

/** An id that looks like ConfigCat's: GUIDs made one after the other, so they have a common start. */
export function uuid(name: string): string {
  const digits = hex(name, 24);
  return `08d8${digits.slice(0, 4)}-${digits.slice(4, 8)}-4${digits.slice(9, 12)}-8${digits.slice(13, 16)}-${hex(`${name}.`, 12)}`;
}

const made = new Set<string>();

/** All that `secret` has made. */
export const secrets: ReadonlySet<string> = made;

/** Something that looks like a key and is none. Computed, so that no scanner of the repository takes it for a leak. */
export function secret(name: string): string {
  const value = createHash("sha256").update(`secret ${name}`).digest("base64url");
  made.add(value);
  return value;
}

/** The element at a position that may lie beyond the end: then it starts over. */
export function cycled<L extends readonly [unknown, ...unknown[]]>(list: L, index: number): L[number] {
  return list[index % list.length];
}

/** A moment so many milliseconds before another, as the API writes it. */
export function before(moment: string, ms: number): string {
  return new Date(Date.parse(moment) - ms).toISOString();
}
