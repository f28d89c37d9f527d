import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { doneText, type EndedSource, errorOf, inStage, type RunningSource, totalsOf } from "./progress.js";
import { Rates } from "./rates.js";
import { View } from "./sync-view.js";
import { counted, joined, listed, number, perSecond, timeOfDay } from "./words.js";

const PROGRESS_INTERVAL_MS = 10_000;

/** Lines, for logs. A run that ends before the first report prints its summary only. */
export class PlainView extends View {
  protected override readonly everyMs = 1_000;
  readonly #rates = new Rates();
  /** Those that were printed already. */
  readonly #failures = new Set<string>();
  #reportedMs = Date.now();

  protected override over(source: EndedSource): void {
    this.#warnOfFailures(source.name, source.streams);
    super.over(source);
  }

  protected override look(running: readonly RunningSource[]): void {
    const isDue = Date.now() - this.#reportedMs >= PROGRESS_INTERVAL_MS;
    if (isDue) this.#reportedMs = Date.now();
    for (const source of running) {
      const [name, streams] = [source.name, source.streams()];
      this.#warnOfFailures(name, streams);
      const rate = this.#rates.seen(name, totalsOf(streams).read);
      if (isDue) this.warned(name, progressText(streams, rate));
    }
  }

  #warnOfFailures(source: string, streams: readonly StreamOutcome[]): void {
    for (const stream of streams.filter(({ error }) => error !== undefined)) {
      const text = `${stream.stream} failed: ${errorOf(stream)}`;
      if (!this.#failures.has(source + text)) this.warned(source, text);
      this.#failures.add(source + text);
    }
  }
}

/** A source's progress as one line. */
function progressText(streams: readonly StreamOutcome[], rate: number | undefined): string {
  const { read, loaded, requests } = totalsOf(streams);
  const [active, waiting] = [inStage(streams, "under way"), inStage(streams, "waiting")];
  const untilMs = Math.max(...waiting.map(({ waitingUntilMs = 0 }) => waitingUntilMs));
  const counts = [`${number(read)} read`, `${number(loaded)} loaded`, perSecond(rate)];
  const parts = [
    joined([...counts, requests !== undefined && counted(requests, "request"), doneText(streams)]),
    active.length > 0 && `under way: ${namesOf(active)}`,
    waiting.length > 0 && `waiting for the rate limit until ${timeOfDay(untilMs, Date.now())}: ${namesOf(waiting)}`,
  ];
  return joined(parts, "; ");
}

function namesOf(streams: readonly StreamOutcome[]): string {
  return listed(streams.map(({ stream }) => stream));
}
