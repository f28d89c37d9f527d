import type { Asked } from "./asked.js";
import { isGrainBefore, isNowCut, isSameInstant, timesIn } from "./times.js";

/** A difference between the requests of both sides that does not matter. */
export interface AllowedDifference {
  readonly name: string;
  readonly reason: string;
  /** Whether it may only occur in a run that resumes from a state. */
  readonly isOfStates?: boolean;
  /** Whether a request of one side is the other side's but for this difference. `all` are those of both sides. */
  readonly pairs: (ours: Asked, theirs: Asked, all: readonly Asked[]) => boolean;
}

export const FIRST_PAGE: AllowedDifference = {
  name: "the first page without its number",
  reason: "An API returns its first page with or without the number of the first page.",
  pairs: (ours, theirs, all) => {
    const [name, value] = onlyParameter(ours, theirs) ?? [];
    if (name === undefined || value === undefined || !/^[01]$/.test(value)) return false;
    return all.some(({ parameters }) => Number(parameters.get(name) ?? value) > Number(value));
  },
};

/** The first that holds names the difference. */
export const ALLOWED_DIFFERENCES: readonly AllowedDifference[] = [
  FIRST_PAGE,
  {
    name: "a parameter without a value",
    reason:
      "airbyte-cdk sends the word None for a setting that it gets by .get() and that is not there; Sluice leaves the parameter out.",
    pairs: (ours, theirs) => {
      const [name, value] = onlyParameter(ours, theirs) ?? [];
      return name !== undefined && value === "None" && theirs.parameters.has(name);
    },
  },
  {
    name: "the spelling of a time",
    reason: "The same instant with or without milliseconds, or with Z or +00:00.",
    pairs: (ours, theirs) => differ(ours, theirs, isSameInstant),
  },
  {
    name: "the end of the time",
    reason: "A manifest cuts now to its seconds or to its day; Sluice reads until the start of the run.",
    pairs: (ours, theirs) => differ(ours, theirs, isSameOrNow),
  },
  {
    name: "one grain before the state",
    reason:
      "Sluice asks again for the last grain of a state, in case the API excludes the bound: a millisecond, a second or a day.",
    isOfStates: true,
    pairs: (ours, theirs) => differ(ours, theirs, (one, other) => isSameOrNow(one, other) || isGrainBefore(one, other)),
  },
];

function isSameOrNow(ours: string, theirs: string): boolean {
  return isSameInstant(ours, theirs) || isNowCut(ours, theirs);
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

/** Whether both have the same parameters but for times, of which those that differ are the same in this sense. */
function differ(one: Asked, other: Asked, isSame: (one: string, other: string) => boolean): boolean {
  if (one.route !== other.route || one.headers !== other.headers) return false;
  if (one.parameters.size !== other.parameters.size) return false;
  return [...one.parameters].every(([name, value]) => {
    const theirs = other.parameters.get(name);
    if (theirs === undefined || theirs === value) return theirs === value;
    const [ours, others] = [timesIn(value), timesIn(theirs)];
    if (ours.rest !== others.rest) return false;
    return ours.times.every((time, index) => time === others.times[index] || isSame(time, others.times[index] ?? ""));
  });
}
