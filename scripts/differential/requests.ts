import { ALLOWED_DIFFERENCES } from "./allowed.js";
import { type Asked, asked } from "./asked.js";
import type { SentRequest } from "./driver.js";

/** What is left after the allowed differences. */
export interface RequestDifference {
  /** Sentences; none if the requests are equal. */
  readonly problems: readonly string[];
  /** The names of the allowed differences that occurred. */
  readonly allowed: readonly string[];
}

export const AGAIN = "the same request again";
export const PAST_END = "one request more at the end";

/** Compares the requests of both sides without regard to their order. */
export function compareRequests(theirs: readonly SentRequest[], ours: readonly SentRequest[]): RequestDifference {
  const [their, our] = [distinct(theirs), distinct(ours)];
  const allowed = new Set<string>();
  if (theirs.length !== ours.length && their.size === our.size) allowed.add(AGAIN);
  const onlyTheirs = new Map([...their].filter(([text]) => !our.has(text)));
  const onlyOurs = new Map([...our].filter(([text]) => !their.has(text)));
  pairUp(onlyTheirs, onlyOurs, allowed);
  for (const [text, request] of onlyOurs) {
    const reason = reasonAlone(request, [...their.values()]);
    if (reason === undefined) continue;
    allowed.add(reason);
    onlyOurs.delete(text);
  }
  return { problems: [...sentences(onlyTheirs, onlyOurs)], allowed: [...allowed] };
}

function distinct(requests: readonly SentRequest[]): Map<string, Asked> {
  return new Map(requests.map((request) => asked(request)).map((request) => [request.text, request]));
}

function pairUp(theirs: Map<string, Asked>, ours: Map<string, Asked>, allowed: Set<string>): void {
  for (const { name, pairs } of ALLOWED_DIFFERENCES) {
    for (const [text, our] of ours) {
      const pair = [...theirs].find(([, their]) => pairs(our, their));
      if (pair === undefined) continue;
      theirs.delete(pair[0]);
      ours.delete(text);
      allowed.add(name);
    }
  }
}

/** Why a request that airbyte-cdk does not send is allowed. */
function reasonAlone(ours: Asked, theirs: readonly Asked[]): string | undefined {
  const isNext = (their: Asked) => {
    if (their.route !== ours.route) return false;
    const different = [...ours.parameters].filter(([name, value]) => their.parameters.get(name) !== value);
    const [first] = different;
    return different.length === 1 && first !== undefined && /^\d+$/.test(first[1]) && isLater(first, their);
  };
  const isWithoutFirst = theirs.some((their) => ALLOWED_DIFFERENCES[0]?.pairs(ours, their) === true);
  if (isWithoutFirst) return ALLOWED_DIFFERENCES[0]?.name;
  return theirs.some(isNext) ? PAST_END : undefined;
}

function isLater([name, value]: [string, string], { parameters }: Asked): boolean {
  const before = parameters.get(name);
  return before === undefined ? Number(value) > 1 : /^\d+$/.test(before) && Number(value) > Number(before);
}

function* sentences(theirs: ReadonlyMap<string, Asked>, ours: ReadonlyMap<string, Asked>): Generator<string> {
  for (const [side, requests] of [
    ["only airbyte-cdk requests", theirs],
    ["only Sluice requests", ours],
  ] as const) {
    const [first] = requests.values();
    if (first === undefined) continue;
    yield `${side} ${first.text.slice(0, 400)}${requests.size > 1 ? ` and ${requests.size - 1} more` : ""}`;
  }
}
