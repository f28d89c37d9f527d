import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { ViewClock } from "./clock.js";
import { Progress, type SourceProgress } from "./progress.js";
import type { View } from "./sync-view.js";
import type { Outlets } from "./terminal.js";

const PROGRESS_INTERVAL_MS = 1_000;

/**
 * Lines of JSON, for machines: for each source `started`, `progress` with the streams that changed since the last one, and
 * `ended` with all there is to know.
 */
export class JsonView implements View {
  readonly #outlets: Pick<Outlets, "stdout">;
  readonly #progress: Progress;
  readonly #stop: () => void;
  readonly #reported = new Map<string, string>();

  constructor(outlets: Pick<Outlets, "stdout">, clock: ViewClock) {
    this.#outlets = outlets;
    this.#progress = new Progress(() => clock.now());
    this.#stop = clock.every(PROGRESS_INTERVAL_MS, () => {
      for (const source of this.#progress.sources) if (!source.isOver) this.#report(source, clock.now());
    });
  }

  started(source: string, streams: () => readonly StreamOutcome[], run?: string): void {
    const begun = this.#progress.started(source, streams).streams;
    for (const stream of begun) this.#reported.set(`${source}.${stream.stream}`, JSON.stringify(counters(stream)));
    const listed = begun.map(({ stream, table }) => ({ stream, schema: table.schema, table: table.name }));
    this.#write({ event: "started", source, run, streams: listed });
  }

  ended(source: string, outcome: SyncOutcome, run?: string): void {
    const ended = this.#progress.ended(source, outcome);
    const { ok, streams, errors, warnings } = outcome;
    const brief = streams.map((outcome) => {
      const { stream, table, status, read, loaded, deleted, typeMismatches, changes } = outcome;
      const { requests, skipped, error } = outcome; // JSON has no member for what is undefined
      const skippedParents = outcome.skippedParents.length === 0 ? undefined : outcome.skippedParents;
      const names = { stream, schema: table.schema, table: table.name };
      return {
        ...names,
        status,
        read,
        loaded,
        deleted,
        typeMismatches,
        changes,
        requests,
        skipped,
        skippedParents,
        error,
      };
    });
    this.#write({ event: "ended", source, run, ok, seconds: secondsOf(ended), streams: brief, errors, warnings });
  }

  warned(source: string, text: string): void {
    this.#write({ event: "warning", source, text });
  }

  noted(source: string, text: string): void {
    this.#write({ event: "notice", source, text });
  }

  failed(source: string, error: unknown, run?: string): void {
    const failed = this.#progress.failed(source, error);
    const result = { streams: [], errors: [failed.failure], warnings: [] };
    this.#write({ event: "ended", source, run, ok: false, seconds: secondsOf(failed), ...result });
  }

  close(): void {
    this.#stop();
  }

  #report(source: SourceProgress, nowMs: number): void {
    const changed = source.streams.map(counters).filter((stream) => {
      const [key, text] = [`${source.name}.${stream.stream}`, JSON.stringify(stream)];
      const isNew = this.#reported.get(key) !== text;
      this.#reported.set(key, text);
      return isNew;
    });
    if (changed.length === 0) return;
    const { read, loaded } = source.totals;
    const seconds = secondsOf(source, nowMs);
    this.#write({ event: "progress", source: source.name, seconds, read, loaded, streams: changed });
  }

  #write(line: object): void {
    this.#outlets.stdout.json(JSON.stringify(line));
  }
}

/** The members of a stream that change during a read. */
function counters({ stream, status, read, loaded, estimate, requests, waitingUntilMs, error }: StreamOutcome) {
  return { stream, status, read, loaded, estimate, requests, waitingUntilMs, error };
}

function secondsOf(source: SourceProgress, nowMs = 0): number {
  return Math.round(source.lastedMs(nowMs) / 100) / 10;
}
