import type { JsonObject } from "@sluice/core";
import type { FaultCase } from "./fault-case.js";
import type { Output } from "./output.js";
import { sorted } from "./states.js";

/** A message that ends with what to do: a sentence after the one that says what failed. */
export const REMEDY = /\. [A-Z].+\.$/s;

/** A read with a fault, and the same read without it. */
export interface FaultyRead {
  readonly fault: FaultCase;
  readonly victim: string;
  readonly output: Output;
  readonly whole: Output;
}

/** How the read ended, and what is wrong with that. */
export function verdictOf(read: FaultyRead): { readonly outcome: string; readonly problems: readonly string[] } {
  const { fault, victim, output, whole } = read;
  const outcome = outcomeOf(read);
  const { [victim]: _, ...others } = whole.counts();
  const incomplete = Object.entries(others).filter(([name, count]) => output.counts()[name] !== count);
  return {
    outcome,
    problems: [
      ...wrongOutcome(fault, outcome),
      ...incomplete.map(([name]) => `${name} is incomplete`),
      ...(outcome.startsWith("failed") ? wrongTrace(fault, output, victim) : []),
    ],
  };
}

/** One of the three right ways for a read to end, or one of the wrong ones. */
function outcomeOf({ output, victim, whole }: FaultyRead): string {
  const [error] = output.errors(victim);
  if (output.status === 1 && error !== undefined) return `failed: ${String(error["failure_type"])}`;
  if (output.status !== 0) return `exit ${output.status} without an error of the stream`;
  const isReported = output.logs("WARN").some((text) => /^\w+: .* was skipped/.test(text));
  if (isReported) return "left out, with a warning"; // a parent without records leaves no gap
  const isWhole = distinct(output.records(victim)) === distinct(whole.records(victim));
  return isWhole ? "recovered" : "LOST without a warning";
}

function wrongOutcome({ outcomes, maySkip }: FaultCase, outcome: string): string[] {
  const right: string[] = outcomes.map((type) => (type === "recovered" ? type : `failed: ${type}`));
  if (maySkip === true) right.push("left out, with a warning");
  return right.includes(outcome) ? [] : [`${outcome}; expected: ${right.join(" or ")}`];
}

/** The user can act on the error: one trace with stream, endpoint, status and remedy, after which the stream is INCOMPLETE. */
function wrongTrace({ status }: FaultCase, output: Output, victim: string): string[] {
  const errors = output.errors();
  const message = String(errors[0]?.["message"]);
  return [
    ...(errors.length === 1 ? [] : [`${errors.length} traces`]),
    ...(message.includes(`"${victim}"`) ? [] : ["the stream is not named"]),
    ...(/(?:GET|POST|PUT|PATCH) \/\S+/.test(message) ? [] : ["the endpoint is not named"]),
    ...(status === undefined || message.includes(String(status)) ? [] : ["the status is not named"]),
    ...(REMEDY.test(message) ? [] : [`no remedy: ${message}`]),
    ...(/STATE ERROR INCOMPLETE$/.test(output.order(victim)) ? [] : [`ends with ${output.order(victim)}`]),
  ];
}

function distinct(records: readonly JsonObject[]): string {
  return [...new Set(sorted(records))].join("\n");
}
