import { createLogUpdate } from "log-update";
import type { StreamOutcome } from "../../sync/stream-landing.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { ViewClock } from "./clock.js";
import { closing } from "./closing.js";
import { frame } from "./frame.js";
import { Progress } from "./progress.js";
import { Rates } from "./rate.js";
import { summary } from "./summary.js";
import type { View } from "./sync-view.js";
import { colorsFor, type Outlets } from "./terminal.js";

/** A person sees no more drawings than that. */
const DRAWN_EVERY_MS = 100;

/** A table on the terminal that is drawn over while the counters count, and gives way to the summary at the end. */
export class LiveView implements View {
  readonly #outlets: Outlets;
  readonly #clock: ViewClock;
  readonly #progress: Progress;
  readonly #rates = new Rates();
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #stop: () => void;
  #lines = 0;

  constructor(outlets: Outlets, clock: ViewClock) {
    this.#outlets = outlets;
    this.#clock = clock;
    this.#progress = new Progress(() => clock.now());
    this.#draw = createLogUpdate(outlets.stderr);
    this.#stop = clock.every(DRAWN_EVERY_MS, () => this.#redraw());
  }

  started(source: string, streams: () => readonly StreamOutcome[]): void {
    this.#progress.started(source, streams);
  }

  ended(source: string, outcome: SyncOutcome): void {
    this.#progress.ended(source, outcome);
  }

  failed(source: string, error: unknown): void {
    this.#progress.failed(source, error);
  }

  close(): void {
    this.#stop();
    if (this.#lines > 0) this.#draw.clear();
    this.#draw.done();
    const { stdout, stderr, environment, signal } = this.#outlets;
    const colors = colorsFor(stdout, environment);
    for (const source of this.#progress.sources) {
      if (source.failure !== undefined) stderr.write(`${source.name}: ${source.failure}\n`);
      else if (source.outcome !== undefined) stdout.write(`${summary(source, source.outcome, colors)}\n\n`);
    }
    stdout.write(closing(this.#progress, { nowMs: this.#clock.now(), signal, colors }));
  }

  #redraw(): void {
    const { stderr, environment } = this.#outlets;
    const { sources } = this.#progress;
    if (sources.length === 0) return;
    const moment = { nowMs: this.#clock.now(), rates: this.#rates, colors: colorsFor(stderr, environment) };
    const lines = frame(sources, moment, { columns: stderr.columns ?? 80, rows: stderr.rows ?? 24 });
    // The library mends the lines that changed, and gets those below wrong where their number changed too.
    if (this.#lines > 0 && this.#lines !== lines.length) this.#draw.clear();
    this.#lines = lines.length;
    this.#draw(lines.join("\n"));
  }
}
