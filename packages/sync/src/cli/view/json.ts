import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SourceProgress } from "./progress.js";
import { type Outlets, View } from "./sync-view.js";

const PROGRESS_INTERVAL_MS = 1_000;
/** The members of a stream that change during a read. */
const COUNTERS = ["stream", "status", "read", "loaded", "estimate", "requests", "waitingUntilMs", "error"] as const;
/** What is said of it at the end, besides its names. */
const RESULT = [
  ...(["status", "read", "loaded", "deleted", "typeMismatches", "changes", "requests", "skipped", "error"] as const),
];

/**
 * Lines of JSON, for machines: for each source `started`, `progress` with the streams that changed since the last one, and
 * `ended` with all there is to know.
 */
export class JsonView extends View {
  readonly #reported = new Map<string, string>();

  constructor(outlets: Outlets) {
    super(outlets, PROGRESS_INTERVAL_MS);
  }

  override warned(source: string, text: string): void {
    this.#write({ event: "warning", source, text });
  }

  override noted(source: string, text: string): void {
    this.#write({ event: "notice", source, text });
  }

  protected override look(): void {
    for (const source of this.sources) {
      const streams = source.isOver ? [] : this.#changed(source);
      const { read, loaded } = source.totals;
      if (streams.length > 0) this.#write({ event: "progress", ...facts(source), read, loaded, streams });
    }
  }

  protected override begun(source: SourceProgress): void {
    this.#changed(source);
    this.#write({ event: "started", source: source.name, run: source.run, streams: source.streams.map(namesOf) });
  }

  protected override over(source: SourceProgress): void {
    const { run, ok, outcome, failure } = source;
    const { streams, errors, warnings } = outcome ?? { streams: [], errors: [failure], warnings: [] };
    const results = streams.map((stream) => {
      const skippedParents = stream.skippedParents.length === 0 ? undefined : stream.skippedParents;
      return { ...namesOf(stream), ...members(stream, RESULT), skippedParents };
    });
    this.#write({ event: "ended", ...facts(source), run, ok, streams: results, errors, warnings });
  }

  /** The counters of the streams that changed since the last call. */
  #changed({ name, streams }: SourceProgress): readonly object[] {
    return streams.flatMap((stream) => {
      const counters = members(stream, COUNTERS);
      const [key, text] = [`${name}.${stream.stream}`, JSON.stringify(counters)];
      const isNew = this.#reported.get(key) !== text;
      this.#reported.set(key, text);
      return isNew ? [counters] : [];
    });
  }

  #write(line: object): void {
    this.outlets.stdout.json(JSON.stringify(line)); // which has no member for what is undefined
  }
}

function facts({ name, lastedMs }: SourceProgress): object {
  return { source: name, seconds: Math.round(lastedMs / 100) / 10 };
}

function namesOf({ stream, table: { schema, name } }: StreamOutcome): object {
  return { stream, schema, table: name };
}

/** They may be getters of a class, which a spread does not see. */
function members(stream: StreamOutcome, names: readonly (keyof StreamOutcome)[]): object {
  return Object.fromEntries(names.map((name) => [name, stream[name]]));
}
