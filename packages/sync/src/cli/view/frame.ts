import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { joinedLines } from "./clean.js";
import type { Piece, Printer } from "./printer.js";
import { errorOf, type SourceProgress, type Stage, stageOf, waitOf } from "./progress.js";
import type { Rates } from "./rates.js";
import { tableLines, truncated } from "./table.js";
import { counted, elapsed, number, perSecond, timeOfDay } from "./words.js";

/** The rows that are shown, most wanted first; streams to come are only counted. */
const SHOWN: readonly Stage[] = ["under way", "failed", "done"];
const HEAD = ["", "read", "loaded", "rate", "requests", ""];
const LOOKS: Readonly<Record<Stage | "waits", Pick<Piece, "color"> & { readonly mark: string }>> = {
  ...{ "under way": { mark: "›" }, "to come": { mark: "›" }, waits: { mark: "…", color: "yellow" } },
  ...{ failed: { mark: "✗", color: "red" }, done: { mark: "✓", color: "green" } },
};
/** Rather than cut texts to less, a terminal that is not wide shows neither requests nor rates. */
const LEAST = 26;
const BAR = 10;

/** A line of the live table: a text for each column of `HEAD`, all of one color. */
interface Row extends Pick<Piece, "color"> {
  readonly stage: Stage;
  readonly texts: readonly string[];
}

/**
 * The live table: a line for each stream that is under way or done, and one of totals for each source. It is never larger than
 * the terminal, because lines that have scrolled out cannot be redrawn.
 */
export function frame(sources: readonly SourceProgress[], rates: Rates, printer: Printer): readonly string[] {
  const height = (printer.stream.rows ?? 24) - 1; // the cursor is below the last line
  const totals = chosen(
    sources.map((source) => sourceRow(source, rates)),
    { room: Math.floor(height / 3), thing: "more source" },
  );
  const room = height - totals.rows.length - totals.more.length - 1;
  // rates are only right if every stream is looked at each time
  const all = sources.flatMap((source) => source.streams.map((stream) => streamRow(stream, source, rates)));
  const streams = chosen(all, { room });
  const [head = "", ...lines] = laidOut([...streams.rows, ...totals.rows], printer);
  const more = (texts: readonly string[]) =>
    texts.map((text) => printer.styled({ text: truncated(`  ${text}`, printer.width), color: "dim" }));
  const at = streams.rows.length;
  return [head, ...lines.slice(0, at), ...more(streams.more), ...lines.slice(at), ...more(totals.more)];
}

/** As many rows as there is room for, and a line that counts the others: … and 61 more: 40 done, 21 to come. */
function chosen(all: readonly Row[], { room, thing }: { readonly room: number; readonly thing?: string }) {
  const wanted = SHOWN.flatMap((stage) => all.filter((row) => row.stage === stage));
  if (wanted.length === all.length && wanted.length <= room) return { rows: wanted, more: [] };
  const rows = wanted.slice(0, room - 1);
  const rest = all.filter((row) => !rows.includes(row));
  const counts = [...SHOWN, "to come"].flatMap((stage) => {
    const count = rest.filter((row) => row.stage === stage).length;
    return count === 0 ? [] : [`${number(count)} ${stage}`];
  });
  const things = thing === undefined ? `${number(rest.length)} more` : counted(rest.length, thing);
  return { rows, more: [`… and ${things}: ${counts.join(", ")}`] };
}

/** A column in which no row has anything is left out. */
function laidOut(rows: readonly Row[], printer: Printer): readonly string[] {
  const columns = [...HEAD.keys()].filter((column) => rows.some(({ texts }) => texts[column] !== ""));
  const numbers = columns.flatMap((column, at) => (HEAD[column] === "" ? [] : [at]));
  const cells = [{ texts: HEAD, color: undefined }, ...rows].map(({ texts, color }) =>
    columns.map((column): Piece => ({ text: texts[column] ?? "", color })),
  );
  const least = Math.min(LEAST, Math.floor((printer.width ?? 80) / 3));
  return tableLines(printer, cells, { least, numbers: new Set(numbers), spare: numbers.slice(1).reverse() }).lines;
}

function streamRow(stream: StreamOutcome, source: SourceProgress, rates: Rates): Row {
  const [nowMs, name] = [Date.now(), `${source.name}.${stream.stream}`];
  const seen = rates.seen(name, stream.read, nowMs);
  const stage = stageOf(stream, source.isOver);
  const untilMs = waitOf(stream, nowMs);
  const rate = stage === "under way" && untilMs === undefined ? seen : undefined;
  const { mark, color } = LOOKS[untilMs === undefined ? stage : "waits"];
  const tails = { failed: errorOf(stream) ?? "", "under way": estimated(stream, rate), done: "", "to come": "" };
  const tail = untilMs === undefined ? tails[stage] : `waits until ${timeOfDay(untilMs, nowMs)} (rate limit)`;
  return { stage, color, texts: [`${mark} ${name}`, ...numbersOf(stream, rate), joinedLines(tail)] };
}

/** A source's totals, with how long it has taken. */
function sourceRow(source: SourceProgress, rates: Rates): Row {
  const { name, totals, isOver, ok, failure } = source;
  const rate = rates.seen(name, totals.read, Date.now());
  const stage = isOver ? (ok === true ? "done" : "failed") : "under way";
  const failed = totals.stages.failed === 0 ? "" : `${number(totals.stages.failed)} failed, `;
  const done = `${failed}${number(totals.stages.done)} of ${counted(totals.streams, "stream")} done`;
  const tail = joinedLines(failure ?? `${elapsed(source.lastedMs)}, ${done}`);
  const texts = [`${LOOKS[stage].mark} ${name}`, ...numbersOf(totals, isOver ? undefined : rate), tail];
  return { stage, color: stage === "failed" || failed !== "" ? "red" : "bold", texts };
}

type Numbers = Pick<StreamOutcome, "read" | "loaded" | "requests">;

function numbersOf({ read, loaded, requests }: Numbers, rate: number | undefined): readonly string[] {
  const pace = rate === undefined ? "" : perSecond(rate);
  return [number(read), number(loaded), pace, requests === undefined ? "" : number(requests)];
}

/** How far a stream is, where its source has an idea of that: it is done only when the source says so. */
function estimated({ read, estimate = 0 }: StreamOutcome, rate = 0): string {
  if (estimate <= 0) return "";
  const part = Math.min(read / estimate, 0.99);
  const full = Math.floor(part * BAR);
  const left = rate <= 0 || read >= estimate ? "" : ` ${elapsed(((estimate - read) / rate) * 1000)} left`;
  return `${String(Math.floor(part * 100)).padStart(3)}% ${"█".repeat(full)}${"░".repeat(BAR - full)}${left}`;
}
