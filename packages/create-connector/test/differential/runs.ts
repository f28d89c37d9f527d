import type { JsonObject } from "@sluice/core";
import type { Fault, LoadedManifest, RunResult } from "./driver.js";

/** A stream that is skipped has an incomplete status in Sluice, because a destination must not empty its table; airbyte-cdk says complete. */
export function isSameOutcome(theirs: string, ours: string): boolean {
  return theirs === ours || (theirs === "COMPLETE" && ours === "SKIPPED");
}

/** The faults for a manifest, each with its words. */
export function faultsFor({ statuses }: LoadedManifest): [string, Fault][] {
  return [
    ["after a 500", { status: 500, times: 1 }],
    ["after a 429", { status: 429, times: 1, headers: { "Retry-After": "2" } }],
    ["with 403", { status: 403 }],
    ["with 404", { status: 404 }],
    ...statuses.slice(0, 4).map(({ status, text }): [string, Fault] => {
      return [`with ${status} ${text}`, { status, body: { error: text, message: text } }];
    }),
  ];
}

/** The state messages of streams, as a platform passes them to the next run. */
export function statesOf({ states }: RunResult, names: readonly string[]): JsonObject[] {
  return names.map((name) => states[name]).filter((state) => state !== undefined);
}

/** Why airbyte-cdk did not read a stream, if it did not. */
export function unreadOf(name: string, theirs: RunResult | undefined): string | undefined {
  if (theirs?.statuses[name] === "COMPLETE") return undefined;
  const error = theirs?.errors.find((text) => text.includes(`stream ${name}: `));
  return error === undefined ? "airbyte-cdk fails" : `airbyte-cdk fails: ${error.slice(0, 200)}`;
}

/** An entry of a configured catalog. */
export function configured(stream: JsonObject): JsonObject {
  const modes = stream["supported_sync_modes"];
  const isIncremental = Array.isArray(modes) && modes.includes("incremental");
  return {
    stream,
    sync_mode: isIncremental ? "incremental" : "full_refresh",
    destination_sync_mode: "append",
    cursor_field: stream["default_cursor_field"] ?? [],
    primary_key: stream["source_defined_primary_key"] ?? [],
  };
}

/** What a run begins with. */
export interface Given {
  readonly state?: JsonObject[];
  readonly fault?: Fault;
}

/** What a difference of a run begins with, and whether it is only about the outcome. */
export interface RunTitle {
  readonly title: string;
  readonly isFaulty: boolean;
}

/** An error in a few words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 800) : String(error);
}
