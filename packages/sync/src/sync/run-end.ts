/** How a sync ended, for its record. */
import type { RunEnd, RunStart } from "../destinations/destination.js";
import type { CurrentState } from "./committer.js";
import { countOf, type StreamOutcome } from "./stream-outcome.js";
import type { Warnings } from "./warnings.js";

/** A sync under way. */
export interface Attempt {
  readonly start: RunStart;
  readonly warnings: Warnings;
  settings: string | undefined;
  /** What is saved of the connection, once it has begun. */
  saved: CurrentState | undefined;
}

/** What a sync returns, as far as its record needs it. */
interface Outcome {
  readonly ok: boolean;
  readonly streams: readonly StreamOutcome[];
  readonly errors: readonly string[];
}

/** The source was read to its end. */
export function endOf({ ok, streams, errors }: Outcome, { warnings, settings }: Attempt, signal: AbortSignal): RunEnd {
  const status = ok ? "complete" : signal.aborted ? "stopped" : "failed";
  const first = streams.find((stream) => stream.error !== undefined)?.error ?? errors[0];
  const error = status === "stopped" ? stopReason(signal) : first;
  return { status, streams: streams.map(countOf), error, errors, warnings: warnings.all, settings };
}

/** The sync could not be continued: what the last checkpoint has is loaded. */
export function failedEnd(thrown: unknown, { warnings, settings, saved }: Attempt, signal: AbortSignal): RunEnd {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const isStopped = signal.aborted;
  return {
    status: isStopped ? "stopped" : "failed",
    streams: saved?.counts,
    error: isStopped ? stopReason(signal) : message,
    errors: [message],
    warnings: warnings.all,
    settings,
  };
}

/** Why a sync was stopped. */
export function stopReason({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : "stopped";
}
