import { createLogUpdate } from "log-update";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import type { ViewClock } from "./clock.js";
import { closing } from "./closing.js";
import { frame } from "./frame.js";
import { Progress } from "./progress.js";
import { Rates } from "./rate.js";
import { summary } from "./summary.js";
import type { View } from "./sync-view.js";
import { colorsFor, type Outlets } from "./terminal.js";

/** More frames a second are not visible. */
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
    this.#draw = createLogUpdate(outlets.stderr.stream);
    this.#stop = clock.every(DRAWN_EVERY_MS, () => this.#redraw());
  }

  started(source: string, streams: () => readonly StreamOutcome[]): void {
    this.#progress.started(source, streams);
  }

  ended(source: string, outcome: SyncOutcome): void {
    this.#progress.ended(source, outcome);
  }

  warned(source: string, text: string): void {
    if (this.#lines > 0) this.#draw.clear();
    this.#outlets.stderr.print(`${source}: ${text}\n`);
  }

  noted(source: string, text: string): void {
    this.warned(source, text);
  }

  failed(source: string, error: unknown): void {
    this.#progress.failed(source, error);
  }

  close(): void {
    this.#stop();
    if (this.#lines > 0) this.#draw.clear();
    this.#draw.done();
    const { stdout, stderr, environment, signal } = this.#outlets;
    const colors = colorsFor(stdout.stream, environment);
    for (const source of this.#progress.sources) {
      if (source.failure !== undefined) stderr.print(`${source.name}: ${source.failure}\n`);
      else if (source.outcome !== undefined) stdout.print(...summary(source, source.outcome, colors), "\n");
    }
    stdout.print(...closing(this.#progress, { nowMs: this.#clock.now(), signal, colors }));
  }

  #redraw(): void {
    const { environment } = this.#outlets;
    const { stream } = this.#outlets.stderr;
    const { sources } = this.#progress;
    if (sources.length === 0) return;
    const moment = { nowMs: this.#clock.now(), rates: this.#rates, colors: colorsFor(stream, environment) };
    const lines = frame(sources, moment, { columns: stream.columns ?? 80, rows: stream.rows ?? 24 });
    // The library redraws the lines that changed, and misplaces those below if the number of lines changed too.
    if (this.#lines > 0 && this.#lines !== lines.length) this.#draw.clear();
    this.#lines = lines.length;
    this.#draw(lines.join("\n"));
  }
}
