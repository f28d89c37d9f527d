import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import { sum } from "./words.js";

/** How far a stream is. */
export type Stage = "under way" | "failed" | "done" | "to come";

/**
 * Not every source reports when a stream begins, so its first record or request counts as the beginning.
 *
 * @param isOver whether its source has ended: what is not done by then never will be.
 */
export function stageOf(stream: StreamOutcome, isOver = false): Stage {
  const { status, error, read, requests, skipped, waitingUntilMs } = stream;
  if (skipped !== undefined) return "done";
  if (error !== undefined || status === "INCOMPLETE") return "failed";
  if (status === "COMPLETE") return "done";
  if (isOver) return "failed";
  return read > 0 || requests !== undefined || waitingUntilMs !== undefined ? "under way" : "to come";
}

/** When the rate limit lets a stream continue; undefined where it does not wait. */
export function waitOf(stream: StreamOutcome, nowMs: number): number | undefined {
  const { waitingUntilMs: untilMs } = stream;
  return stageOf(stream) === "under way" && untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
}

/** Why a stream failed, for a line that names the stream already: Sluice's own connectors begin with it too. */
export function errorOf({ stream, error }: { readonly stream: string; readonly error?: string | undefined }) {
  const prefix = `Stream "${stream}": `;
  return error?.startsWith(prefix) === true ? error.slice(prefix.length) : error;
}

/** A source under way or at its end. */
export class SourceProgress {
  readonly name: string;
  /** The id of its run, where there is one. */
  readonly run: string | undefined;
  /** Undefined before its end, and if it could not be synced at all. */
  outcome: SyncOutcome | undefined;
  /** Why it could not be synced at all. */
  failure: string | undefined;
  readonly #streams: () => readonly StreamOutcome[];
  readonly #startedMs = Date.now();
  #endedMs: number | undefined;

  /** @param streams as they are now, whenever it is called. */
  constructor(name: string, streams: () => readonly StreamOutcome[], run: string | undefined) {
    this.name = name;
    this.run = run;
    this.#streams = streams;
  }

  end({ outcome, failure }: Partial<Pick<SourceProgress, "outcome" | "failure">>): void {
    this.#endedMs = Date.now();
    this.outcome = outcome;
    this.failure = failure;
  }

  get isOver(): boolean {
    return this.#endedMs !== undefined;
  }

  /** Whether all of it arrived; undefined before its end. */
  get ok(): boolean | undefined {
    return this.failure === undefined ? this.outcome?.ok : false;
  }

  get lastedMs(): number {
    return (this.#endedMs ?? Date.now()) - this.#startedMs;
  }

  get streams(): readonly StreamOutcome[] {
    return this.outcome?.streams ?? this.#streams();
  }

  /** The sums of its streams. */
  get totals() {
    const { streams, isOver } = this;
    const stages = { "under way": 0, failed: 0, done: 0, "to come": 0 };
    for (const stream of streams) stages[stageOf(stream, isOver)]++;
    return {
      streams: streams.length,
      stages,
      read: sum(streams, ({ read }) => read),
      loaded: sum(streams, ({ loaded }) => loaded),
      /** Rows that were marked as deleted, or removed. */
      deleted: sum(streams, ({ deleted }) => deleted),
      /** Undefined where no stream reports it. */
      requests: streams.some(({ requests }) => requests !== undefined)
        ? sum(streams, ({ requests = 0 }) => requests)
        : undefined,
      /** Parents that the API refuses. */
      skippedParents: sum(streams, ({ skippedParents }) => skippedParents.length),
      /** Streams that the API refuses as a whole. */
      skipped: sum(streams, ({ skipped }) => Number(skipped !== undefined)),
    };
  }
}
