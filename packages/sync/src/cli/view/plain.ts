import { closing } from "./closing.js";
import { errorOf, type SourceProgress, stageOf, waitOf } from "./progress.js";
import { Rates } from "./rates.js";
import { printSummary } from "./summary.js";
import { type Outlets, View } from "./sync-view.js";
import { counted, listed, number, perSecond, timeOfDay } from "./words.js";

/** How often failed streams are looked for. */
const FAILURE_INTERVAL_MS = 1_000;
const PROGRESS_INTERVAL_MS = 10_000;
/** More names than that make a line that nobody reads. */
const NAMES = 5;

/** Lines, for logs. A run that ends before the first report prints its summary only. */
export class PlainView extends View {
  readonly #rates = new Rates();
  /** What was printed already: sources that began, and streams that failed. */
  readonly #said = new Set<SourceProgress | string>();
  #reportedMs = this.startedMs;

  constructor(outlets: Outlets) {
    super(outlets, FAILURE_INTERVAL_MS);
  }

  override warned(source: string, text: string): void {
    this.outlets.stderr.print(`${source}: ${text}\n`);
  }

  override close(): void {
    super.close();
    this.outlets.stdout.print(...closing(this.sources, this.startedMs, this.outlets.signal));
  }

  protected override begun(source: SourceProgress): void {
    if (this.#reportedMs > this.startedMs) this.#sayBegun(source);
  }

  protected override over(source: SourceProgress): void {
    this.#sayFailures(source);
    if (source.failure === undefined) printSummary(this.outlets.stdout, source);
    else this.warned(source.name, source.failure);
  }

  protected override look(): void {
    const nowMs = Date.now();
    const isDue = nowMs - this.#reportedMs >= PROGRESS_INTERVAL_MS;
    if (isDue) this.#reportedMs = nowMs;
    for (const source of this.sources.filter(({ isOver }) => !isOver)) {
      if (isDue) this.#sayBegun(source);
      this.#sayFailures(source);
      const rate = this.#rates.seen(source.name, source.totals.read, nowMs);
      if (isDue) this.warned(source.name, progressText(source, rate, nowMs));
    }
  }

  #sayBegun(source: SourceProgress): void {
    if (!this.#said.has(source)) this.warned(source.name, counted(source.streams.length, "stream"));
    this.#said.add(source);
  }

  #sayFailures({ name, streams }: SourceProgress): void {
    for (const stream of streams) {
      const key = `${name}.${stream.stream}`;
      if (stream.error === undefined || this.#said.has(key)) continue;
      this.#said.add(key);
      this.warned(name, `${stream.stream} failed: ${errorOf(stream)}`);
    }
  }
}

/** A source's progress as one line. */
function progressText({ totals, streams }: SourceProgress, rate: number | undefined, nowMs: number): string {
  const { read, loaded, stages, requests } = totals;
  const active = streams.filter((stream) => stageOf(stream) === "under way");
  const names = active.map(({ stream }) => stream);
  const waits = active.flatMap((stream) => waitOf(stream, nowMs) ?? []);
  // a limit is mostly the whole source's: then one time goes for all
  const who = waits.length === active.length ? "" : `${number(waits.length)} of them `;
  const wait = who === "" || waits.length === 1 ? "waits" : "wait";
  const counts = [
    `${number(read)} read`,
    `${number(loaded)} loaded`,
    ...(rate === undefined ? [] : [perSecond(rate)]),
    ...(requests === undefined ? [] : [counted(requests, "request")]),
    `${number(stages.done)} of ${counted(streams.length, "stream")} done`,
    ...(stages.failed === 0 ? [] : [`${number(stages.failed)} failed`]),
  ];
  return [
    counts.join(", "),
    ...(names.length === 0 ? [] : [`under way: ${listed(names, NAMES)}`]),
    ...(waits.length === 0 ? [] : [`${who}${wait} for the rate limit until ${timeOfDay(Math.max(...waits), nowMs)}`]),
  ].join("; ");
}
