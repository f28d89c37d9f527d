import { ALLOWED_DIFFERENCES, FIRST_PAGE } from "./allowed.js";
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

/** The requests of both sides for one stream. */
export interface BothSides {
  readonly theirs: readonly SentRequest[];
  readonly ours: readonly SentRequest[];
  /** Whether the runs resume from a state. */
  readonly isResumed?: boolean;
}

/** Compares the requests of both sides without regard to their order. */
export function compareRequests({ theirs, ours, isResumed = false }: BothSides): RequestDifference {
  const [their, our] = [distinct(theirs), distinct(ours)];
  const allowed = new Set<string>();
  if (theirs.length !== ours.length && their.size === our.size) allowed.add(AGAIN);
  const onlyTheirs = new Map([...their].filter(([text]) => !our.has(text)));
  const onlyOurs = new Map([...our].filter(([text]) => !their.has(text)));
  const all = [...their.values(), ...our.values()];
  for (const difference of ALLOWED_DIFFERENCES)
    if (isResumed || difference.isOfStates !== true)
      pairUp(
        [onlyTheirs, onlyOurs],
        (one, other) => difference.pairs(one, other, all),
        () => allowed.add(difference.name),
      );
  for (const [text, request] of onlyOurs) {
    const reason = reasonAlone(request, [...their.values()], all);
    if (reason === undefined) continue;
    allowed.add(reason);
    onlyOurs.delete(text);
  }
  return { problems: [...sentences(onlyTheirs, onlyOurs)], allowed: [...allowed] };
}

function distinct(requests: readonly SentRequest[]): Map<string, Asked> {
  return new Map(requests.map((request) => asked(request)).map((request) => [request.text, request]));
}

type Requests = Map<string, Asked>;

/** Takes out the pairs that hold. */
function pairUp(
  [theirs, ours]: [Requests, Requests],
  holds: (our: Asked, their: Asked) => boolean,
  onPair: () => void,
): void {
  for (const [text, our] of ours) {
    const pair = [...theirs].find(([, their]) => holds(our, their));
    if (pair === undefined) continue;
    theirs.delete(pair[0]);
    ours.delete(text);
    onPair();
  }
}

/** Why a request that airbyte-cdk does not send is allowed. */
function reasonAlone(ours: Asked, theirs: readonly Asked[], all: readonly Asked[]): string | undefined {
  const isNext = (their: Asked) => {
    if (their.route !== ours.route) return false;
    const different = [...ours.parameters].filter(([name, value]) => their.parameters.get(name) !== value);
    const [first] = different;
    return different.length === 1 && first !== undefined && /^\d{1,6}$/.test(first[1]) && isLater(first, their);
  };
  if (theirs.some((their) => FIRST_PAGE.pairs(ours, their, all))) return FIRST_PAGE.name;
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
