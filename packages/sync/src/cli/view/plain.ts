import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { ViewClock } from "./clock.js";
import { closing } from "./closing.js";
import { errorOf } from "./errors.js";
import { Progress, type SourceProgress, stageOf, waitOf } from "./progress.js";
import { Rates } from "./rate.js";
import { summary } from "./summary.js";
import type { View } from "./sync-view.js";
import { colorsFor, type Outlets } from "./terminal.js";
import { counted, listed, number, perSecond, timeOfDay } from "./words.js";

/** How often failed streams are looked for. */
const FAILURE_INTERVAL_MS = 1_000;
const PROGRESS_INTERVAL_MS = 10_000;
/** More names than that make a line that nobody reads. */
const NAMES = 5;

/** Lines, for logs. A run that ends before the first report prints its summary only. */
export class PlainView implements View {
  readonly #outlets: Outlets;
  readonly #clock: ViewClock;
  readonly #progress: Progress;
  readonly #rates = new Rates();
  readonly #stop: () => void;
  /** What was printed already: sources that began, and streams that failed. */
  readonly #said = new Set<SourceProgress | string>();
  #hasReported = false;
  #reportedMs: number;

  constructor(outlets: Outlets, clock: ViewClock) {
    this.#outlets = outlets;
    this.#clock = clock;
    this.#progress = new Progress(() => clock.now());
    this.#reportedMs = clock.now();
    this.#stop = clock.every(FAILURE_INTERVAL_MS, () => this.#look());
  }

  started(source: string, streams: () => readonly StreamOutcome[]): void {
    const begun = this.#progress.started(source, streams);
    if (this.#hasReported) this.#sayBegun(begun);
  }

  ended(source: string, outcome: SyncOutcome): void {
    const { stdout, environment } = this.#outlets;
    const ended = this.#progress.ended(source, outcome);
    this.#sayFailures(ended);
    stdout.print(...summary(ended, outcome, colorsFor(stdout.stream, environment)), "\n");
  }

  warned(source: string, text: string): void {
    this.#say(`${source}: ${text}`);
  }

  noted(source: string, text: string): void {
    this.warned(source, text);
  }

  failed(source: string, error: unknown): void {
    const { failure = "" } = this.#progress.failed(source, error);
    this.#say(`${source}: ${failure}`);
  }

  close(): void {
    this.#stop();
    const { stdout, signal, environment } = this.#outlets;
    const colors = colorsFor(stdout.stream, environment);
    stdout.print(...closing(this.#progress, { nowMs: this.#clock.now(), signal, colors }));
  }

  #look(): void {
    const nowMs = this.#clock.now();
    const isDue = nowMs - this.#reportedMs >= PROGRESS_INTERVAL_MS;
    if (isDue) {
      this.#hasReported = true;
      this.#reportedMs = nowMs;
    }
    for (const source of this.#progress.sources) {
      if (source.isOver) continue;
      if (isDue) this.#sayBegun(source);
      this.#sayFailures(source);
      const rate = this.#rates.seen(source.name, source.totals.read, nowMs);
      if (isDue) this.#say(`${source.name}: ${progressText(source, rate, nowMs)}`);
    }
  }

  #sayBegun(source: SourceProgress): void {
    if (this.#said.has(source)) return;
    this.#said.add(source);
    this.#say(`${source.name}: ${counted(source.streams.length, "stream")}`);
  }

  #sayFailures({ name, streams }: SourceProgress): void {
    for (const stream of streams) {
      const key = `${name}.${stream.stream}`;
      if (stream.error === undefined || this.#said.has(key)) continue;
      this.#said.add(key);
      this.#say(`${name}: ${stream.stream} failed: ${errorOf(stream)}`);
    }
  }

  #say(text: string): void {
    this.#outlets.stderr.print(`${text}\n`);
  }
}

/** A source's progress as one line. */
function progressText({ totals, streams }: SourceProgress, rate: number | undefined, nowMs: number): string {
  const { read, loaded, stages, requests } = totals;
  const active = streams.filter((stream) => stageOf(stream) === "under way");
  const failed = stages.failed === 0 ? [] : [`${number(stages.failed)} failed`];
  const counts = [
    `${number(read)} read`,
    `${number(loaded)} loaded`,
    ...(rate === undefined ? [] : [perSecond(rate)]),
    ...(requests === undefined ? [] : [counted(requests, "request")]),
    `${number(stages.done)} of ${counted(streams.length, "stream")} done`,
    ...failed,
  ];
  const names = active.map(({ stream }) => stream);
  const underWay = names.length === 0 ? [] : [`under way: ${listed(names, NAMES)}`];
  return [counts.join(", "), ...underWay, ...waiting(active, nowMs)].join("; ");
}

/** A limit is mostly the whole source's: then one time goes for all. */
function waiting(active: readonly StreamOutcome[], nowMs: number): readonly string[] {
  const waits = active.flatMap((stream) => waitOf(stream, nowMs) ?? []);
  if (waits.length === 0) return [];
  const who =
    waits.length === active.length
      ? "waits"
      : `${number(waits.length)} of them ${waits.length === 1 ? "waits" : "wait"}`;
  return [`${who} for the rate limit until ${timeOfDay(Math.max(...waits), nowMs)}`];
}
