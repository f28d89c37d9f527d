import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { Printer } from "./printer.js";
import { SourceProgress } from "./progress.js";

/** What a view sees of the world. */
export interface Outlets {
  readonly stdout: Printer;
  readonly stderr: Printer;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
}

/** How a sync of one or more sources is shown. */
export abstract class View {
  protected readonly outlets: Outlets;
  protected readonly startedMs = Date.now();
  readonly #sources = new Map<string, SourceProgress>();
  readonly #timer: NodeJS.Timeout;

  /** @param everyMs how often it looks at the counters, which count by themselves. */
  constructor(outlets: Outlets, everyMs: number) {
    this.outlets = outlets;
    this.#timer = setInterval(() => this.look(), everyMs).unref();
  }

  /**
   * A source's streams are known.
   *
   * @param streams as they are now, whenever it is called.
   * @param run the id of the run.
   */
  started(name: string, streams: () => readonly StreamOutcome[], run?: string): void {
    this.begun(this.#source(name, streams, run));
  }

  ended(name: string, outcome: SyncOutcome, run?: string): void {
    this.#end(name, run, { outcome });
  }

  /** A source could not be synced at all: perhaps not even its streams are known. */
  failed(name: string, error: unknown, run?: string): void {
    this.#end(name, run, { failure: error instanceof Error ? error.message : String(error) });
  }

  /** A warning during the run, e.g. that the sync waits for a lock. */
  abstract warned(source: string, text: string): void;

  /** Something that the user may like to know and need not act on. */
  noted(source: string, text: string): void {
    this.warned(source, text);
  }

  /** Stops updating; the lines on the terminal stay. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** In the order in which they started. */
  protected get sources(): readonly SourceProgress[] {
    return [...this.#sources.values()];
  }

  protected abstract look(): void;
  protected begun(_source: SourceProgress): void {}
  protected over(_source: SourceProgress): void {}

  #source(name: string, streams: () => readonly StreamOutcome[], run: string | undefined): SourceProgress {
    const source = new SourceProgress(name, streams, run);
    this.#sources.set(name, source);
    return source;
  }

  #end(name: string, run: string | undefined, end: Parameters<SourceProgress["end"]>[0]): void {
    const source = this.#sources.get(name) ?? this.#source(name, () => [], run);
    source.end(end);
    this.over(source);
  }
}
