import { laidOut } from "./layout.js";
import type { SourceProgress, Stage } from "./progress.js";
import { type LiveRow, type Moment, type StreamRow, sourceRow, streamRows } from "./rows.js";
import { number } from "./words.js";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The streams that have a line, most wanted first. Those to come are only counted. */
const SHOWN: readonly Stage[] = ["under way", "failed", "done"];

/**
 * The live table: a line for each stream that is under way or done, and one of totals for each source. It is never larger than
 * the terminal, because lines that have scrolled out cannot be redrawn.
 */
export function frame(sources: readonly SourceProgress[], moment: Moment, { columns, rows }: Size): readonly string[] {
  const height = Math.max(rows - 1, 1); // the cursor is below the last line
  const totals = sourceLines(sources, moment, Math.max(1, Math.floor(height / 3)));
  const all = sources.flatMap((source) => streamRows(source, moment));
  const streams = streamLines(all, Math.max(0, height - totals.length - 1));
  return laidOut([...streams, ...totals], columns, moment.colors).slice(-height);
}

function streamLines(all: readonly StreamRow[], room: number): readonly (LiveRow | string)[] {
  const wanted = SHOWN.flatMap((stage) => all.filter((row) => row.stage === stage));
  const isAll = wanted.length === all.length && wanted.length <= room;
  const shown = wanted.slice(0, isAll ? room : Math.max(0, room - 1));
  const rest = [...wanted.slice(shown.length), ...all.filter(({ stage }) => stage === "to come")];
  return rest.length === 0 || room === 0 ? shown : [...shown, more(rest.map(({ stage }) => stage))];
}

/** Sources under way first: of those that are over there is a word at the end. */
function sourceLines(sources: readonly SourceProgress[], moment: Moment, room: number): readonly (LiveRow | string)[] {
  const rows = new Map(sources.map((source) => [source, sourceRow(source, moment)]));
  const wanted = [...sources].sort((one, other) => Number(one.isOver) - Number(other.isOver));
  const shown = wanted.slice(0, wanted.length > room ? Math.max(1, room - 1) : room);
  const lines = shown.flatMap((source) => rows.get(source) ?? []);
  const rest = wanted
    .slice(shown.length)
    .map(({ isOver, ok }) => (isOver ? (ok === true ? "done" : "failed") : "under way"));
  return rest.length === 0 || room < 2 ? lines : [...lines, more(rest, "source")];
}

/** … and 61 more: 40 done, 21 to come. */
function more(stages: readonly Stage[], thing?: string): string {
  const kinds: readonly Stage[] = [...SHOWN, "to come"];
  const counts = kinds.flatMap((kind) => {
    const count = stages.filter((stage) => stage === kind).length;
    return count === 0 ? [] : [`${number(count)} ${kind}`];
  });
  const things = thing === undefined ? "" : ` ${thing}${stages.length === 1 ? "" : "s"}`;
  return `… and ${number(stages.length)} more${things}: ${counts.join(", ")}`;
}
