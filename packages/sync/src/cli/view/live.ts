import { createLogUpdate } from "log-update";
import { closing } from "./closing.js";
import { frame } from "./frame.js";
import { Rates } from "./rates.js";
import { printSummary } from "./summary.js";
import { type Outlets, View } from "./sync-view.js";

/** More frames a second are not visible. */
const DRAWN_EVERY_MS = 100;

/** A table on the terminal that is drawn over while the counters count, and gives way to the summary at the end. */
export class LiveView extends View {
  readonly #rates = new Rates();
  readonly #draw: ReturnType<typeof createLogUpdate>;
  #lines = 0;

  constructor(outlets: Outlets) {
    super(outlets, DRAWN_EVERY_MS);
    this.#draw = createLogUpdate(outlets.stderr.stream);
  }

  override warned(source: string, text: string): void {
    this.#clear();
    this.outlets.stderr.print(`${source}: ${text}\n`);
  }

  override close(): void {
    super.close();
    this.#clear();
    if (this.#lines > 0) this.#draw.done(); // which shows the cursor again
    const { stdout, stderr, signal } = this.outlets;
    for (const source of this.sources) {
      if (source.failure !== undefined) stderr.print(`${source.name}: ${source.failure}\n`);
      else if (source.isOver) printSummary(stdout, source);
    }
    stdout.print(...closing(this.sources, this.startedMs, signal));
  }

  protected override look(): void {
    if (this.sources.length === 0) return;
    const lines = frame(this.sources, this.#rates, this.outlets.stderr);
    // The library redraws the lines that changed, and misplaces those below if the number of lines changed too.
    if (this.#lines !== lines.length) this.#clear();
    this.#lines = lines.length;
    this.#draw(lines.join("\n"));
  }

  #clear(): void {
    if (this.#lines > 0) this.#draw.clear();
  }
}
