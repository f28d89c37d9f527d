import { isJsonObject, type JsonObject, type JsonValue, valueAt } from "@sluice/core";
import { type FaultCase, type GenuinePage, isDecoded } from "./fault-case.js";
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
  /** The page that met the fault last. */
  readonly page: GenuinePage | undefined;
  /** Whether the victim was read without the other streams. */
  readonly isAlone: boolean;
  readonly withTokens: boolean;
}

/** How the read ended, and what is wrong with that. */
export function verdictOf(read: FaultyRead): { readonly outcome: string; readonly problems: readonly string[] } {
  const { victim, output, whole, isAlone } = read;
  const outcome = outcomeOf(read);
  const { [victim]: _, ...others } = isAlone ? {} : whole.counts();
  const incomplete = Object.entries(others).filter(([name, count]) => output.counts()[name] !== count);
  return {
    outcome,
    problems: [
      ...wrongOutcome(read, outcome),
      ...incomplete.map(([name]) => `${name} is incomplete`),
      ...(outcome.startsWith("failed") ? wrongTrace(read) : []),
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

function wrongOutcome({ fault, page, withTokens }: FaultyRead, outcome: string): string[] {
  const { outcomes, outcomesWithTokens = outcomes, maySkip } = fault;
  const types = withTokens ? outcomesWithTokens : outcomes;
  const right: string[] = types.map((type) => (type === "recovered" ? type : `failed: ${type}`));
  if (maySkip === true) right.push("left out, with a warning");
  if (types.includes("system_error")) right.push(...alsoRight(page));
  return right.includes(outcome) ? [] : [`${outcome}; expected: ${right.join(" or ")}`];
}

/** A job whose state is not understood may be asked for again, and a file that ends too early may be whole next time. */
function alsoRight(page: GenuinePage | undefined): string[] {
  return [
    ...(page?.export?.step === "status" ? ["recovered"] : []),
    ...(page !== undefined && isDecoded(page) ? ["failed: transient_error"] : []),
  ];
}

/** The user can act on the error: one trace with stream, place, status and remedy, after which the stream is INCOMPLETE. */
function wrongTrace({ fault: { status }, output, victim, page }: FaultyRead): string[] {
  const errors = output.errors();
  const message = String(errors[0]?.["message"]);
  return [
    ...(errors.length === 1 ? [] : [`${errors.length} traces`]),
    ...(message.includes(`"${victim}"`) ? [] : ["the stream is not named"]),
    ...(isLocated(message, page) ? [] : ["the endpoint is not named"]),
    ...(status === undefined || message.includes(String(status)) ? [] : ["the status is not named"]),
    ...(REMEDY.test(message) ? [] : [`no remedy: ${message}`]),
    ...(/STATE ERROR INCOMPLETE$/.test(output.order(victim)) ? [] : [`ends with ${output.order(victim)}`]),
  ];
}

/** What a stream of an export says of a reply is its own text. */
function isLocated(message: string, page: GenuinePage | undefined): boolean {
  const isOwnText = page?.export !== undefined && page.export.step !== "part";
  return isOwnText || /(?:GET|POST|PUT|PATCH) \/\S+|part \d+ of \d+/.test(message);
}

/** The vendor replaced what the token is fetched with, so the last CONTROL message must have it; else it is lost with the run. */
export function unsavedSettings(
  { before, after }: { readonly before: JsonObject; readonly after: JsonObject },
  output: Output,
): string[] {
  const controls = output.of("CONTROL").map((control) => control["connectorConfig"] as JsonObject | undefined);
  const saved = controls.at(-1)?.["config"] ?? {};
  return changedPaths(before, after)
    .filter((path) => !isSame(valueAt(saved, path), valueAt(after, path)))
    .map((path) => `the new ${path} was not saved`);
}

/** The settings that differ, with those within objects: their neighbours may be saved in another form. */
function changedPaths(before: JsonValue | undefined, after: JsonValue, path = ""): string[] {
  if (isSame(before, after)) return [];
  if (!isJsonObject(before) || !isJsonObject(after)) return [path];
  return Object.entries(after).flatMap(([name, value]) =>
    changedPaths(before[name], value, path === "" ? name : `${path}.${name}`),
  );
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function distinct(records: readonly JsonObject[]): string {
  return [...new Set(sorted(records))].join("\n");
}
