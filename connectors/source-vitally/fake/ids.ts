import { createHash } from "node:crypto";
import type { JsonObject } from "@sluice/core";

/** A record as the API sends it. */
export type Row = JsonObject & { readonly id: string };

/** The fake's present: everything in the account happened before it. */
const NOW_MS = Date.parse("2026-02-28T12:00:00.000Z");
const HOUR_MS = 3_600_000;

/** A moment so many hours before the present, as the API writes it. */
export function hoursAgo(hours: number): string {
  return new Date(NOW_MS - hours * HOUR_MS).toISOString();
}

/** The day of a moment, as the API writes whole days. */
export function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

/** An id that depends on the name alone, so that each run has the same. */
export function uuid(kind: string, number: number | string): string {
  const hex = createHash("sha256").update(`${kind} ${number}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Something that looks like a token and is none. Computed, so that no scanner of the repository takes it for a leak. */
export function token(name: string): string {
  return `sk_live_${createHash("sha256").update(`token ${name}`).digest("hex")}`;
}

/** So many things, made from their number. */
export function times<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}

/** The element at a position that may lie beyond the end: then it starts over. */
export function cycled<T>(list: readonly T[], number: number): T {
  const element = list[number % list.length];
  if (element === undefined) throw new Error("nothing to choose from");
  return element;
}

/**
 * Id and time stamps. Number 0 is the newest; numbers 99 and 100 are of the same moment, where a page ends. The order of the
 * last changes is another one.
 */
export function stamped(kind: string, number: number) {
  const createdHours = 7 * (number === 100 ? 99 : number) + 5_000;
  return {
    id: uuid(kind, number),
    createdAt: hoursAgo(createdHours),
    updatedAt: hoursAgo(createdHours - ((number * 613) % 4_999)),
  };
}
