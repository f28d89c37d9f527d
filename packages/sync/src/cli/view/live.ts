import { createLogUpdate } from "log-update";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { joinedLines } from "./clean.js";
import type { Piece } from "./printer.js";
import { doneText, errorOf, inStage, type RunningSource, type Stage, stageOf, totalsOf } from "./progress.js";
import { Rates } from "./rates.js";
import { View } from "./sync-view.js";
import { tableLines } from "./table.js";
import { elapsed, joined, number, perSecond, timeOfDay } from "./words.js";

/** The marks of streams, in the order in which their rows are wanted; streams to come are only counted. */
const LOOKS: Readonly<Record<Stage, Pick<Piece, "color"> & { readonly mark: string }>> = {
  "under way": { mark: "›" },
  waiting: { mark: "…", color: "yellow" },
  failed: { mark: "✗", color: "red" },
  done: { mark: "✓", color: "green" },
  "to come": { mark: "" },
};
const STAGES = Object.keys(LOOKS) as Stage[];
const HEAD = ["", "read", "loaded", "rate", "requests", ""];
const COLUMNS = { numbers: new Set([1, 2, 3, 4]), spare: [4, 3, 2], hidesEmpty: true };
/** Rather than cut texts to less, a terminal that is not wide shows neither requests nor rates. */
const LEAST = 26;
const BAR = 10;

/** A line of the table. */
interface Row extends Pick<Piece, "color"> {
  readonly stage: Stage;
  readonly texts: readonly string[];
}

/** A table on the terminal that is drawn over while the counters count. A source that has ended gives way to its summary. */
export class LiveView extends View {
  protected override readonly everyMs = 100; // more frames a second are not visible
  readonly #rates = new Rates();
  readonly #draw = createLogUpdate(this.outlets.stderr.stream);
  #height = 0;

  protected override clear(): void {
    this.#draw.clear();
    this.#draw.done(); // which shows the cursor again
  }

  protected override look(running: readonly RunningSource[]): void {
    if (running.length === 0) return;
    const lines = this.#frame(running);
    // The library redraws the lines that changed, and misplaces those below if the number of lines changed too.
    if (this.#height !== lines.length) this.clear();
    this.#height = lines.length;
    this.#draw(lines.join("\n"));
  }

  /** The lines of the table. It is never larger than the terminal, because lines that have scrolled out cannot be redrawn. */
  #frame(running: readonly RunningSource[]): readonly string[] {
    const { stderr } = this.outlets;
    const height = (stderr.stream.rows ?? 24) - 2; // the headings are above, and the cursor is below the last line
    const sources = running.slice(0, height - 1).map((source) => this.#sourceRow(source));
    // rates are only right if every stream is looked at each time
    const streams = running.flatMap((source) => source.streams().map((stream) => this.#streamRow(stream, source)));
    const rows = [...chosen(streams, height - sources.length), ...sources];
    const cells = rows.map(({ texts, color }) => texts.map((text) => ({ text, color })));
    const least = Math.min(LEAST, Math.floor((stderr.width ?? 80) / 3));
    return tableLines(stderr, [HEAD, ...cells], { ...COLUMNS, least });
  }

  #streamRow(stream: StreamOutcome, source: RunningSource): Row {
    const stage = stageOf(stream);
    const { mark, color } = LOOKS[stage];
    const name = `${source.name}.${stream.stream}`;
    const seen = this.#rates.seen(name, stream.read);
    const rate = stage === "under way" ? seen : undefined;
    return { stage, color, texts: textsOf(`${mark} ${name}`, stream, rate, detailOf(stream, stage, rate)) };
  }

  /** A source's totals, with how long it has taken. */
  #sourceRow(source: RunningSource): Row {
    const streams = source.streams();
    const totals = totalsOf(streams);
    const rate = this.#rates.seen(source.name, totals.read);
    const detail = `${elapsed(Date.now() - source.startedMs)}, ${doneText(streams)}`;
    const color = inStage(streams, "failed").length > 0 ? "red" : "bold";
    return { stage: "under way", color, texts: textsOf(`› ${source.name}`, totals, rate, detail) };
  }
}

/** As many rows as there is room for, and a line that counts the others: … and 61 more: 40 done, 21 to come. */
function chosen(all: readonly Row[], room: number): readonly Row[] {
  const inOrder = STAGES.flatMap((stage) => all.filter((row) => row.stage === stage));
  const wanted = inOrder.filter(({ stage }) => stage !== "to come");
  if (wanted.length === all.length && wanted.length <= room) return wanted;
  const rows = wanted.slice(0, room - 1);
  const rest = inOrder.slice(rows.length);
  const counts = STAGES.map((stage) => [rest.filter((row) => row.stage === stage).length, stage] as const);
  const text = joined(counts.map(([count, stage]) => count > 0 && `${number(count)} ${stage}`));
  return [...rows, { stage: "to come", color: "dim", texts: [`  … and ${number(rest.length)} more: ${text}`] }];
}

type Numbers = Pick<StreamOutcome, "read" | "loaded" | "requests">;

function textsOf(name: string, { read, loaded, requests }: Numbers, rate: number | undefined, detail: string) {
  return [name, number(read), number(loaded), perSecond(rate), number(requests), joinedLines(detail)];
}

function detailOf(stream: StreamOutcome, stage: Stage, rate: number | undefined): string {
  if (stage === "waiting") return `waits until ${timeOfDay(stream.waitingUntilMs ?? 0, Date.now())} (rate limit)`;
  return stage === "under way" ? estimated(stream, rate) : (errorOf(stream) ?? "");
}

/** How far a stream is, where its source has an idea of that: it is done only when the source says so. */
function estimated({ read, estimate = 0 }: StreamOutcome, rate = 0): string {
  if (estimate <= 0) return "";
  const part = Math.min(read / estimate, 0.99);
  const full = Math.floor(part * BAR);
  const left = rate <= 0 || read >= estimate ? "" : ` ${elapsed(((estimate - read) / rate) * 1000)} left`;
  return `${String(Math.floor(part * 100)).padStart(3)}% ${"█".repeat(full)}${"░".repeat(BAR - full)}${left}`;
}
