import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { oneLine } from "./clean.js";
import type { Printer } from "./printer.js";
import { errorOf, type SourceProgress } from "./progress.js";
import { differences, printStreams } from "./streams.js";
import { counted, duration, listed, number, perSecond } from "./words.js";

/** The table lists so many empty streams; more are only counted. */
const EMPTY = 3;
/** So many streams of one error are named. */
const NAMES = 5;

/** Prints how a source ended: a line for each stream that is not empty, then mismatches, warnings and errors. */
export function printSummary(printer: Printer, source: SourceProgress): void {
  const { streams, errors, warnings } = source.outcome ?? { streams: [], errors: [], warnings: [] };
  const empty = streams.filter(isEmpty);
  const shown = empty.length > EMPTY ? streams.filter((stream) => !isEmpty(stream)) : streams;
  const known = new Set(streams.map(({ error }) => error));
  printHeading(printer, source);
  if (shown.length > 0) {
    const more = streams.some(({ deleted }) => deleted > 0) ? (["deleted"] as const) : [];
    printStreams(printer, shown, { heading: "table", nameOf: tableOf, more });
  }
  if (shown !== streams) {
    const names = listed(
      empty.map(({ stream }) => stream),
      NAMES,
    );
    const counts = `${number(empty.length)} ${shown.length > 0 ? "more streams" : "streams"}`;
    printer.print(`${counts} are complete and had no records: ${names}\n`);
  }
  for (const text of [...streams.flatMap(noticesOf), ...warnings]) printer.print(`${text}\n`);
  for (const text of [...failures(streams), ...errors.filter((error) => !known.has(error))]) {
    printer.print({ text, color: "red" }, "\n");
  }
  printer.print("\n");
}

function printHeading(printer: Printer, { name, totals, lastedMs }: SourceProgress): void {
  const { streams, loaded, requests } = totals;
  const pace = [
    ...(loaded > 0 && lastedMs > 0 ? [perSecond((loaded * 1000) / lastedMs)] : []),
    ...(requests === undefined ? [] : [counted(requests, "request")]),
  ].join(", ");
  const took = `${counted(streams, "stream")}, ${counted(loaded, "record")} in ${duration(lastedMs)}`;
  printer.print({ text: oneLine(name), color: "bold" }, `: ${took}${pace === "" ? "" : ` (${pace})`}\n`);
}

function isEmpty({ status, read, deleted, error, typeMismatches, changes }: StreamOutcome): boolean {
  const isQuiet = typeMismatches.length === 0 && changes.length === 0 && deleted === 0;
  return status === "COMPLETE" && error === undefined && read === 0 && isQuiet;
}

function tableOf({ table: { schema, name } }: StreamOutcome): string {
  return `${schema}.${name}`;
}

function noticesOf(stream: StreamOutcome): readonly string[] {
  const { deleted, table } = stream;
  const were = `${deleted === 1 ? "was" : "were"} ${table.deletes === "remove" ? "removed" : "marked as deleted"}`;
  const typeOf = (name: string) => table.columns.find(({ field }) => field === name)?.type ?? "of its type";
  return [...(deleted === 0 ? [] : [`${counted(deleted, "row")} ${were}.`]), ...differences(stream, typeOf)].map(
    (text) => oneLine(`${tableOf(stream)}: ${text}`),
  );
}

/** Groups the streams that failed for one reason, with the remedy that the source names. */
function failures(streams: readonly StreamOutcome[]): readonly string[] {
  const byError = new Map<string, string[]>();
  for (const stream of streams) {
    const error = errorOf(stream);
    if (error !== undefined) byError.set(error, [...(byError.get(error) ?? []), stream.stream]);
  }
  return [...byError].map(([error, names]) => `${listed(names, NAMES)}: ${error}`);
}
