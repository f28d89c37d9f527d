import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";

/** How far a stream is. */
export type Stage = "under way" | "failed" | "done" | "to come";

/** The members of a stream that determine its stage. */
type Signs = Pick<StreamOutcome, "status" | "error" | "read" | "requests" | "skipped" | "waitingUntilMs">;

/**
 * Not every source reports when a stream begins, so its first record or request counts as the beginning.
 *
 * @param isOver whether its source has ended: what is not done by then never will be.
 */
export function stageOf(signs: Signs, isOver = false): Stage {
  const { status, error, read, requests, skipped, waitingUntilMs } = signs;
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

/** The sums of several streams. */
export interface Totals {
  readonly streams: number;
  readonly stages: Readonly<Record<Stage, number>>;
  readonly read: number;
  readonly loaded: number;
  /** Rows that were marked as deleted, or removed. */
  readonly deleted: number;
  /** Undefined where no stream reports it. */
  readonly requests: number | undefined;
  /** Parents that the API refuses. */
  readonly skippedParents: number;
  /** Streams that the API refuses as a whole. */
  readonly skipped: number;
}

function totalsOf(streams: readonly StreamOutcome[], isOver: boolean): Totals {
  const stages = { "under way": 0, failed: 0, done: 0, "to come": 0 };
  for (const stream of streams) stages[stageOf(stream, isOver)]++;
  const sum = (part: (stream: StreamOutcome) => number) => streams.reduce((all, stream) => all + part(stream), 0);
  const known = streams.filter(({ requests }) => requests !== undefined);
  return {
    streams: streams.length,
    stages,
    read: sum(({ read }) => read),
    loaded: sum(({ loaded }) => loaded),
    deleted: sum(({ deleted }) => deleted),
    skippedParents: sum(({ skippedParents }) => skippedParents.length),
    skipped: streams.filter(({ skipped }) => skipped !== undefined).length,
    requests: known.length === 0 ? undefined : sum(({ requests }) => requests ?? 0),
  };
}

/** A source under way or at its end. */
export class SourceProgress {
  readonly name: string;
  readonly startedMs: number;
  readonly #streams: () => readonly StreamOutcome[];
  endedMs: number | undefined;
  /** Undefined before its end, and if it could not be synced at all. */
  outcome: SyncOutcome | undefined;
  /** Why it could not be synced at all. */
  failure: string | undefined;

  constructor(name: string, startedMs: number, streams: () => readonly StreamOutcome[]) {
    this.name = name;
    this.startedMs = startedMs;
    this.#streams = streams;
  }

  get streams(): readonly StreamOutcome[] {
    return this.outcome?.streams ?? this.#streams();
  }

  get totals(): Totals {
    return totalsOf(this.streams, this.isOver);
  }

  get isOver(): boolean {
    return this.endedMs !== undefined;
  }

  /** Whether all of it arrived; undefined before its end. */
  get ok(): boolean | undefined {
    return this.failure === undefined ? this.outcome?.ok : false;
  }

  lastedMs(nowMs: number): number {
    return (this.endedMs ?? nowMs) - this.startedMs;
  }
}

/** All sources of a run, in the order in which they started. */
export class Progress {
  readonly #sources = new Map<string, SourceProgress>();
  readonly #now: () => number;
  readonly startedMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.startedMs = now();
  }

  get sources(): readonly SourceProgress[] {
    return [...this.#sources.values()];
  }

  started(name: string, streams: () => readonly StreamOutcome[]): SourceProgress {
    const source = new SourceProgress(name, this.#now(), streams);
    this.#sources.set(name, source);
    return source;
  }

  ended(name: string, outcome: SyncOutcome): SourceProgress {
    const source = this.#sources.get(name) ?? this.started(name, () => outcome.streams);
    source.endedMs = this.#now();
    source.outcome = outcome;
    return source;
  }

  /** A source of which not even the streams are known may fail too. */
  failed(name: string, error: unknown): SourceProgress {
    const source = this.#sources.get(name) ?? this.started(name, () => []);
    source.endedMs = this.#now();
    source.failure = error instanceof Error ? error.message : String(error);
    return source;
  }
}
