import { createHash } from "node:crypto";

/** How the account's records point at each other: addresses on the host that serves them. */
export interface Links {
  /** Of one record, e.g. `http://127.0.0.1:1234/api/tasks/321/`. */
  readonly to: (resource: string, id: number) => string;
  /** Of a filtered list, e.g. `…/api/tasks/?milestone=71`. */
  readonly list: (resource: string, field: string, id: number) => string;
}

export function linksAt(url: string): Links {
  return {
    to: (resource, id) => `${url}/api/${resource}/${id}/`,
    list: (resource, field, id) => `${url}/api/${resource}/?${field}=${id}`,
  };
}

/** A number from 0 up to and without `end` that depends on the name alone, so that each run has the same account. */
export function below(end: number, name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE() % end;
}

/** True for one name in `every`. */
export function oneIn(every: number, name: string): boolean {
  return below(every, name) === 0;
}

export function pick<T>(list: readonly [T, ...T[]], name: string): T {
  return list[below(list.length, name)] ?? list[0];
}

/** The element at a position that may lie beyond the end: then it starts over. */
export function cycled<T>(list: readonly [T, ...T[]], index: number): T {
  return list[index % list.length] ?? list[0];
}

/** Ids go up, and some are missing, as after deletions. */
export function idsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index + Math.floor(index / 7));
}

const START_MS = Date.parse("2025-09-01T07:00:00Z");
const MINUTE_MS = 60_000;

/** A moment so many minutes after the account's beginning; without a name on the minute, else with Django's microseconds. */
export function moment(minutes: number, name?: string): string {
  const seconds = new Date(START_MS + minutes * MINUTE_MS).toISOString().slice(0, 17);
  if (name === undefined) return `${seconds}00Z`;
  const two = String(below(60, `second ${name}`)).padStart(2, "0");
  return `${seconds}${two}.${String(below(999_999, `fraction ${name}`) + 1).padStart(6, "0")}Z`;
}

export const DAY = 24 * 60;

/** When a record was made, and changed some days later. */
export function stampsOf(minutes: number, name: string): { readonly created: string; readonly modified: string } {
  const changed = minutes + below(20 * DAY, `change ${name}`);
  return { created: moment(minutes, `created ${name}`), modified: moment(changed, `modified ${name}`) };
}

/** `"12000.00"`: Django writes decimals as texts. */
export function decimalOf(units: number, hundredths = 0): string {
  return `${units}.${String(hundredths).padStart(2, "0")}`;
}

/** Something that looks like a key of this API and is none. Computed, so that no scanner takes it for a leak. */
export function keyOf(name: string): string {
  const text = createHash("sha512").update(`key ${name}`).digest("hex");
  return `${text.slice(0, 8)}.${text.slice(8, 40)}`;
}
