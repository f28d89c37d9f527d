import type { StreamOutcome } from "../../sync/stream-landing.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { ViewClock } from "./clock.js";
import { Progress, type SourceProgress } from "./progress.js";
import type { View } from "./sync-view.js";
import type { Outlets } from "./terminal.js";

const TOLD_EVERY_MS = 1_000;

/**
 * Lines of JSON, for machines: for each source `started`, `progress` with the streams that changed since the last one, and
 * `ended` with all there is to know.
 */
export class JsonView implements View {
  readonly #outlets: Pick<Outlets, "stdout">;
  readonly #progress: Progress;
  readonly #stop: () => void;
  readonly #told = new Map<string, string>();

  constructor(outlets: Pick<Outlets, "stdout">, clock: ViewClock) {
    this.#outlets = outlets;
    this.#progress = new Progress(() => clock.now());
    this.#stop = clock.every(TOLD_EVERY_MS, () => {
      for (const source of this.#progress.sources) if (!source.isOver) this.#tell(source, clock.now());
    });
  }

  started(source: string, streams: () => readonly StreamOutcome[]): void {
    const begun = this.#progress.started(source, streams).streams;
    for (const stream of begun) this.#told.set(`${source}.${stream.stream}`, JSON.stringify(counters(stream)));
    const listed = begun.map(({ stream, table }) => ({ stream, schema: table.schema, table: table.name }));
    this.#write({ event: "started", source, streams: listed });
  }

  ended(source: string, outcome: SyncOutcome): void {
    const ended = this.#progress.ended(source, outcome);
    const { ok, streams, errors, notes } = outcome;
    const brief = streams.map(({ stream, table, status, read, landed, misfits, requests, error }) => ({
      ...{ stream, schema: table.schema, table: table.name, status, read, landed, misfits },
      ...{ requests, error }, // JSON has no member for what is undefined
    }));
    this.#write({ event: "ended", source, ok, seconds: secondsOf(ended), streams: brief, errors, notes });
  }

  failed(source: string, error: unknown): void {
    const failed = this.#progress.failed(source, error);
    const result = { streams: [], errors: [failed.failure], notes: [] };
    this.#write({ event: "ended", source, ok: false, seconds: secondsOf(failed), ...result });
  }

  close(): void {
    this.#stop();
  }

  #tell(source: SourceProgress, nowMs: number): void {
    const changed = source.streams.map(counters).filter((stream) => {
      const [key, text] = [`${source.name}.${stream.stream}`, JSON.stringify(stream)];
      const isNew = this.#told.get(key) !== text;
      this.#told.set(key, text);
      return isNew;
    });
    if (changed.length === 0) return;
    const { read, landed } = source.totals;
    const seconds = secondsOf(source, nowMs);
    this.#write({ event: "progress", source: source.name, seconds, read, landed, streams: changed });
  }

  #write(line: object): void {
    this.#outlets.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

/** What of a stream goes on changing. */
function counters({ stream, status, read, landed, estimate, requests, waitingUntilMs, error }: StreamOutcome) {
  return { stream, status, read, landed, estimate, requests, waitingUntilMs, error };
}

function secondsOf(source: SourceProgress, nowMs = 0): number {
  return Math.round(source.lastedMs(nowMs) / 100) / 10;
}
