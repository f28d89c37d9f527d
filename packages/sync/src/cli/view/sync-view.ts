import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { CommandContext } from "../command.js";
import type { EndedSource, RunningSource } from "./progress.js";
import { closing, printSummary } from "./summary.js";

/** What a view sees of the world. */
export type Outlets = Pick<CommandContext, "stdout" | "stderr" | "signal">;

/** How a sync of one or more sources is shown: here a summary of each source when it ends, and a last line for all. */
export abstract class View {
  protected readonly outlets: Outlets;
  /** How often it looks at the counters, which count by themselves. */
  protected abstract readonly everyMs: number;
  readonly #startedMs = Date.now();
  readonly #running = new Map<string, RunningSource>();
  readonly #ended: EndedSource[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(outlets: Outlets) {
    this.outlets = outlets;
  }

  /** A source's streams are known. @param streams as they are now, whenever it is called. */
  started(name: string, streams: () => readonly StreamOutcome[], _run?: string): void {
    this.#running.set(name, { name, streams, startedMs: Date.now() });
    this.#timer ??= setInterval(() => this.look([...this.#running.values()]), this.everyMs).unref();
  }

  ended(name: string, outcome: SyncOutcome & Pick<EndedSource, "failure">, run?: string): void {
    const { startedMs = Date.now() } = this.#running.get(name) ?? {};
    this.#running.delete(name);
    const source = { ...outcome, name, run, lastedMs: Date.now() - startedMs };
    this.#ended.push(source);
    this.over(source);
  }

  /** A source could not be synced at all: perhaps not even its streams are known. */
  failed(name: string, error: unknown, run?: string): void {
    const failure = error instanceof Error ? error.message : String(error);
    const streams = this.#running.get(name)?.streams() ?? [];
    this.ended(name, { streams, ok: false, errors: [failure], warnings: [], failure }, run);
  }

  /** A warning during the run, e.g. that the sync waits for a lock; a notice needs no action. */
  warned(source: string, text: string, _kind?: "notice"): void {
    this.clear();
    this.outlets.stderr.print(`${source}: ${text}\n`);
  }

  /** Stops updating; the lines on the terminal stay. */
  close(): void {
    clearInterval(this.#timer);
    this.closed(this.#ended, Date.now() - this.#startedMs);
  }

  protected abstract look(running: readonly RunningSource[]): void;

  /** Called before a text is printed. */
  protected clear(): void {}

  protected over(source: EndedSource): void {
    this.clear();
    if (source.failure === undefined) printSummary(this.outlets.stdout, source);
    else this.warned(source.name, source.failure);
  }

  protected closed(sources: readonly EndedSource[], tookMs: number): void {
    this.clear();
    this.outlets.stdout.print(...closing(sources, tookMs, this.outlets.signal));
  }
}
