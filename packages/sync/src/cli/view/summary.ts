import type { Misfit } from "../../destinations/destination.js";
import type { StreamOutcome } from "../../sync/stream-landing.js";
import type { SyncOutcome } from "../../sync/sync.js";
import { errorOf } from "./errors.js";
import type { SourceProgress } from "./progress.js";
import { table } from "./table.js";
import type { Colors } from "./terminal.js";
import { counted, duration, listed, number, perSecond } from "./words.js";

/** So many empty streams stand in the table like the others; more are counted. */
const EMPTY = 3;
/** So many streams of one error are named. */
const NAMES = 5;

/** A source's outcome for people: a line for each stream that has something to tell, then what went wrong. */
export function summary(source: SourceProgress, { streams, errors, notes }: SyncOutcome, colors: Colors): string {
  const empty = streams.filter(isEmpty);
  const shown = empty.length > EMPTY ? streams.filter((stream) => !isEmpty(stream)) : streams;
  const rows = shown.map((stream) => [
    `${stream.table.schema}.${stream.table.name}`,
    stream.status === "COMPLETE" ? colors.green("complete") : colors.red("FAILED"),
    number(stream.read),
    number(stream.landed),
  ]);
  const head = ["table", "", "read", "landed"].map((text) => colors.dim(text));
  const known = new Set(streams.map(({ error }) => error));
  return [
    heading(source, colors),
    ...(rows.length === 0 ? [] : [table([head, ...rows], new Set([2, 3]))]),
    ...(shown === streams ? [] : [emptyLine(empty, shown.length > 0)]),
    ...streams.flatMap((stream) => stream.misfits.map((misfit) => misfitLine(stream, misfit))),
    ...notes,
    ...failures(streams).map((text) => colors.red(text)),
    ...errors.filter((error) => !known.has(error)).map((text) => colors.red(text)),
  ].join("\n");
}

function heading(source: SourceProgress, colors: Colors): string {
  const { streams, landed, requests } = source.totals;
  const ms = source.lastedMs(0);
  const pace = [
    ...(landed > 0 && ms > 0 ? [perSecond((landed * 1000) / ms)] : []),
    ...(requests === undefined ? [] : [counted(requests, "request")]),
  ].join(", ");
  const took = `${counted(streams, "stream")}, ${counted(landed, "record")} in ${duration(ms)}`;
  return `${colors.bold(source.name)}: ${took}${pace === "" ? "" : ` (${pace})`}`;
}

function isEmpty({ status, read, error, misfits }: StreamOutcome): boolean {
  return status === "COMPLETE" && error === undefined && read === 0 && misfits.length === 0;
}

function emptyLine(empty: readonly StreamOutcome[], isMore: boolean): string {
  const names = listed(
    empty.map(({ stream }) => stream),
    NAMES,
  );
  return `${number(empty.length)} ${isMore ? "more " : ""}streams are complete and had no records: ${names}`;
}

/** Streams that failed for one reason are told of together, with what the source says is to be done. */
function failures(streams: readonly StreamOutcome[]): readonly string[] {
  const byError = new Map<string, string[]>();
  for (const stream of streams) {
    const error = errorOf(stream);
    if (error === undefined) continue;
    byError.set(error, [...(byError.get(error) ?? []), stream.stream]);
  }
  return [...byError].map(([error, names]) => `${listed(names, NAMES)}: ${error}`);
}

function misfitLine({ table: { schema, name, columns } }: StreamOutcome, { field, values, first }: Misfit): string {
  const type = columns.find((column) => column.field === field)?.type ?? "its type";
  const are = values === 1 ? "1 value does" : `${number(values)} values do`;
  return `${schema}.${name}: ${are} not fit the column ${field} (${type}) and lie in _sluice_extra; the first in record ${first + 1}.`;
}
