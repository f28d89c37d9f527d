import { stopReason } from "../../sync/run-end.js";
import { oneLine } from "./clean.js";
import type { Printed } from "./printer.js";
import type { Progress, SourceProgress } from "./progress.js";
import type { Colors } from "./terminal.js";
import { counted, duration, number } from "./words.js";

/** What the last line depends on. */
export interface ClosingContext {
  readonly nowMs: number;
  /** Aborted if the user interrupted the run. */
  readonly signal: AbortSignal;
  readonly colors: Colors;
}

/** The last line, for all sources: whether everything arrived, and what to do if not. Nothing where nothing was begun. */
export function closing(
  { sources, startedMs }: Progress,
  { nowMs, signal, colors }: ClosingContext,
): readonly Printed[] {
  if (sources.length === 0) return [];
  const sum = (part: (source: SourceProgress) => number) => sources.reduce((all, source) => all + part(source), 0);
  const streams = sum(({ totals }) => totals.streams);
  if (sources.every(({ ok }) => ok === true) && !signal.aborted) {
    const records = counted(
      sum(({ totals }) => totals.loaded),
      "record",
    );
    const skipped = exceptions(
      sum(({ totals }) => totals.skipped),
      sum(({ totals }) => totals.skippedParents),
    );
    const deleted = sum(({ totals }) => totals.deleted);
    const gone = deleted === 0 ? "" : `; ${counted(deleted, "row")} marked as deleted or removed`;
    const all = `${records} of ${counted(streams, "stream")} in ${duration(nowMs - startedMs)}${gone}.`;
    return skipped === ""
      ? [{ text: `Everything arrived: ${all}`, paint: colors.green }, "\n"]
      : [`Complete except for ${skipped} that the API refuses: ${all}\n`];
  }
  const lost = sources.filter(({ failure }) => failure !== undefined);
  const failed = sum(({ failure, totals }) => (failure === undefined ? totals.stages.failed : 0));
  const reasons = [
    ...(signal.aborted ? [stopReason(signal)] : []),
    ...(lost.length === 0 ? [] : [`${lost.map(({ name }) => oneLine(name)).join(", ")} could not be synced`]),
    ...(failed === 0 ? [] : [`${number(failed)} of ${number(streams)} streams failed`]),
  ];
  const withError = sources.filter(({ ok }) => ok !== true).map(({ name }) => oneLine(name));
  const why = reasons.length === 0 ? `${withError.join(", ")} ended with an error` : reasons.join(", ");
  const status = signal.aborted ? "" : " (exit 1)"; // a signal has an exit status of its own
  const verdict = { text: `Incomplete: ${why}${status}.`, paint: colors.red };
  return [verdict, " Run it again to resume.\n"];
}

/** What is missing although nothing failed; empty if everything arrived. */
function exceptions(streams: number, parents: number): string {
  return [
    ...(streams === 0 ? [] : [counted(streams, "stream")]),
    ...(parents === 0 ? [] : [counted(parents, "parent record")]),
  ].join(" and ");
}
