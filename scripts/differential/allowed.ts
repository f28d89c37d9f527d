import type { Asked } from "./asked.js";

/** A difference between the requests of both sides that does not matter. */
export interface AllowedDifference {
  readonly name: string;
  readonly reason: string;
  /** Whether a request of one side is the other side's but for this difference. `all` are those of the other side. */
  readonly pairs: (ours: Asked, theirs: Asked) => boolean;
}

/** The first that holds names the difference. */
export const ALLOWED_DIFFERENCES: readonly AllowedDifference[] = [
  {
    name: "the first page without its number",
    reason: "An API returns its first page with or without the number of the first page.",
    pairs: (ours, theirs) => {
      const [name, more] = onlyParameter(ours, theirs) ?? [];
      return name !== undefined && more !== undefined && /^[01]$/.test(more);
    },
  },
  {
    name: "a parameter without a value",
    reason: "airbyte-cdk sends the word None for some settings that are not there; Sluice leaves the parameter out.",
    pairs: (ours, theirs) => {
      const [name, value] = onlyParameter(ours, theirs) ?? [];
      return name !== undefined && value === "None" && theirs.parameters.has(name);
    },
  },
  {
    name: "the scope of a token",
    reason: "airbyte-cdk calls it scopes and joins by commas; RFC 6749 says scope, with blanks between.",
    pairs: (ours, theirs) => withScope(ours) === withScope(theirs),
  },
  {
    name: "the spelling of a time",
    reason: "The same instant with or without milliseconds, or with Z or +00:00.",
    pairs: (ours, theirs) => differ(ours, theirs, (one, other) => instantOf(one) === instantOf(other)),
  },
  {
    name: "the seam between two windows",
    reason: "airbyte-cdk ends a window one unit before the next begins; Sluice does so, or overlaps them.",
    pairs: (ours, theirs) => differ(ours, theirs, isNear),
  },
];

function withScope({ route, headers, parameters }: Asked): string {
  const parts = [...parameters].map(([name, value]) =>
    /scopes?$/.test(name) ? `scope=${value.replaceAll(",", " ")}` : `${name}=${value}`,
  );
  return [route, headers, ...parts.sort()].join(" ");
}

/** The one parameter that only one of both has. */
function onlyParameter(one: Asked, other: Asked): [string, string] | undefined {
  if (one.route !== other.route || one.headers !== other.headers) return undefined;
  const names = [...new Set([...one.parameters.keys(), ...other.parameters.keys()])];
  const different = names.filter((name) => one.parameters.get(name) !== other.parameters.get(name));
  const [name] = different;
  if (name === undefined || different.length > 1) return undefined;
  if (one.parameters.has(name) && other.parameters.has(name)) return undefined;
  return [name, one.parameters.get(name) ?? other.parameters.get(name) ?? ""];
}

/** Whether both have the same parameters, and `isSame` holds for those that differ. */
function differ(one: Asked, other: Asked, isSame: (one: string, other: string) => boolean): boolean {
  if (one.route !== other.route || one.headers !== other.headers) return false;
  if (one.parameters.size !== other.parameters.size) return false;
  return [...one.parameters].every(([name, value]) => {
    const theirs = other.parameters.get(name);
    return theirs !== undefined && (theirs === value || isSame(value, theirs));
  });
}

/** Milliseconds, without those of the second; NaN never equals anything. */
function instantOf(value: string): number {
  if (!/^"?\d{4}-\d\d-\d\d/.test(value)) return Number.NaN;
  return Math.floor(
    Date.parse(
      value
        .replaceAll('"', "")
        .replace(" ", "T")
        .replace(/(T[\d:.]+)$/, "$1Z"),
    ) / 1000,
  );
}

function isNear(one: string, other: string): boolean {
  const [a, b] = [one, other].map((value) => value.replaceAll('"', ""));
  if (a === undefined || b === undefined) return false;
  const isDay = /^\d{4}-\d\d-\d\d$/;
  if (isDay.test(a) && isDay.test(b)) return Math.abs(Date.parse(a) - Date.parse(b)) <= 86_400_000;
  if (/^\d{10}$/.test(a) && /^\d{10}$/.test(b)) return Math.abs(Number(a) - Number(b)) <= 1;
  return Math.abs(instantOf(a) - instantOf(b)) <= 1;
}
