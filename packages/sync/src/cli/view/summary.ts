import { stopReason } from "../../sync/run-end.js";
import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { oneLine } from "./clean.js";
import type { Printed, Printer } from "./printer.js";
import { type EndedSource, inStage, totalsOf } from "./progress.js";
import { noticesOf, printStreams } from "./streams.js";
import { counted, duration, joined, listed, number, perSecond, sum } from "./words.js";

/** The table lists so many empty streams; more are only counted. */
const EMPTY = 3;

/** Prints how a source ended: a line for each stream that is not empty, then what was noticed. */
export function printSummary(printer: Printer, source: EndedSource): void {
  const { name, streams, lastedMs } = source;
  const { loaded, requests } = totalsOf(streams);
  const rate = loaded > 0 && lastedMs > 0 ? (loaded * 1000) / lastedMs : undefined;
  const pace = joined([perSecond(rate), requests !== undefined && counted(requests, "request")]);
  const took = `${counted(streams.length, "stream")}, ${counted(loaded, "record")} in ${duration(lastedMs)}`;
  printer.print({ text: oneLine(name), color: "bold" }, `: ${took}${pace && ` (${pace})`}\n`);
  const empty = streams.filter(isEmpty);
  const shown = empty.length > EMPTY ? streams.filter((stream) => !isEmpty(stream)) : streams;
  if (shown.length > 0) printStreams(printer, shown);
  if (shown !== streams) {
    const streamsText = `${number(empty.length)} ${shown.length > 0 ? "more streams" : "streams"}`;
    const names = listed(empty.map(({ stream }) => stream));
    printer.print(`${streamsText} are complete and had no records: ${names}\n`);
  }
  printer.print(...noticesOf(streams, source), "\n");
}

/** Complete, and without records: what else is known of it is among the notices. */
function isEmpty({ status, error, read, deleted }: StreamOutcome): boolean {
  return status === "COMPLETE" && error === undefined && read === 0 && deleted === 0;
}

/** The last line, for all sources: whether everything arrived, and what to do if not. Nothing where nothing was begun. */
export function closing(sources: readonly EndedSource[], tookMs: number, signal: AbortSignal): readonly Printed[] {
  if (sources.length === 0) return [];
  const all = sources.flatMap(({ streams }) => streams);
  const bad = sources.filter(({ ok }) => !ok);
  if (!signal.aborted && bad.length === 0) return complete(all, tookMs);
  const lost = bad.filter(({ failure }) => failure !== undefined);
  const failed = all.length - inStage(all, "done").length;
  const reasons = [
    signal.aborted && stopReason(signal),
    lost.length > 0 && `${namesOf(lost)} could not be synced`,
    failed > 0 && `${number(failed)} of ${counted(all.length, "stream")} failed`,
  ];
  const why = joined(reasons) || `${namesOf(bad)} ended with an error`;
  const status = signal.aborted ? "" : " (exit 1)"; // a signal has an exit status of its own
  return [{ text: `Incomplete: ${why}${status}.`, color: "red" }, " Run it again to resume.\n"];
}

function namesOf(sources: readonly EndedSource[]): string {
  return listed(sources.map(({ name }) => name));
}

function complete(streams: readonly StreamOutcome[], tookMs: number): readonly Printed[] {
  const { loaded, deleted } = totalsOf(streams);
  const gone = deleted === 0 ? "" : `; ${counted(deleted, "row")} marked as deleted or removed`;
  const counts = `${counted(loaded, "record")} of ${counted(streams.length, "stream")} in ${duration(tookMs)}${gone}.`;
  const skipped = streams.filter((stream) => stream.skipped !== undefined).length;
  const parents = sum(streams, ({ skippedParents }) => skippedParents.length);
  const refused = [skipped > 0 && counted(skipped, "stream"), parents > 0 && counted(parents, "parent record")];
  const exceptions = joined(refused, " and ");
  if (exceptions === "") return [{ text: `Everything arrived: ${counts}`, color: "green" }, "\n"];
  return [`Complete except for ${exceptions} that the API refuses: ${counts}\n`];
}
