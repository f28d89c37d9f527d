import { countOf, type StreamOutcome } from "../../sync/stream-outcome.js";
import { type EndedSource, type RunningSource, totalsOf } from "./progress.js";
import { View } from "./sync-view.js";

/** The members of a stream that change during a read. */
const COUNTERS = ["stream", "status", "read", "loaded", "estimate", "requests", "waitingUntilMs", "error"] as const;

/**
 * Lines of JSON, for machines: for each source `started`, `progress` with the streams that changed since the last one, and
 * `ended` with all there is to know.
 */
export class JsonView extends View {
  protected override readonly everyMs = 1_000;
  /** The counters that were written last, as JSON, by the name of the source. */
  readonly #written = new Map<string, readonly string[]>();

  override started(name: string, streams: () => readonly StreamOutcome[], run?: string): void {
    super.started(name, streams, run);
    this.#changed(name, streams());
    this.#write({ event: "started", source: name, run, streams: streams().map(namesOf) });
  }

  override warned(source: string, text: string, kind: "warning" | "notice" = "warning"): void {
    this.#write({ event: kind, source, text });
  }

  protected override look(running: readonly RunningSource[]): void {
    for (const { name, startedMs, streams } of running) {
      const { read, loaded } = totalsOf(streams());
      const changed = this.#changed(name, streams());
      const progress = { event: "progress", source: name, seconds: secondsOf(Date.now() - startedMs), read, loaded };
      if (changed.length > 0) this.#write({ ...progress, streams: changed });
    }
  }

  protected override over({ name, run, lastedMs, ok, streams, errors, warnings }: EndedSource): void {
    const results = streams.map((stream) => {
      const { deleted, typeMismatches, changes } = stream;
      return { ...namesOf(stream), ...countOf(stream), deleted, typeMismatches, changes };
    });
    const seconds = secondsOf(lastedMs);
    this.#write({ event: "ended", source: name, seconds, run, ok, streams: results, errors, warnings });
  }

  protected override closed(): void {}

  /** The counters of the streams that changed since the last call. They may be getters of a class, which a spread does not see. */
  #changed(source: string, streams: readonly StreamOutcome[]): readonly object[] {
    const counters = streams.map((stream) => Object.fromEntries(COUNTERS.map((name) => [name, stream[name]])));
    const [before, texts] = [this.#written.get(source), counters.map((one) => JSON.stringify(one))];
    this.#written.set(source, texts);
    return counters.filter((_, at) => texts[at] !== before?.[at]);
  }

  #write(line: object): void {
    this.outlets.stdout.json(JSON.stringify(line)); // which has no member for what is undefined
  }
}

function secondsOf(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function namesOf({ stream, table: { schema, name } }: StreamOutcome): object {
  return { stream, schema, table: name };
}
