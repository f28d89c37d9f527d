import type { Progress, SourceProgress } from "./progress.js";
import type { Colors } from "./terminal.js";
import { counted, duration, number } from "./words.js";

/** What the last line depends on. */
export interface Ending {
  readonly nowMs: number;
  /** Aborted where the person wanted an end. */
  readonly signal: AbortSignal;
  readonly colors: Colors;
}

/** The last line, for all sources: whether everything arrived, and what to do if not. Nothing where nothing was begun. */
export function closing({ sources, startedMs }: Progress, { nowMs, signal, colors }: Ending): string {
  if (sources.length === 0) return "";
  const sum = (part: (source: SourceProgress) => number) => sources.reduce((all, source) => all + part(source), 0);
  const streams = sum(({ totals }) => totals.streams);
  if (sources.every(({ ok }) => ok === true) && !signal.aborted) {
    const records = counted(
      sum(({ totals }) => totals.landed),
      "record",
    );
    const all = `Everything arrived: ${records} of ${counted(streams, "stream")} in ${duration(nowMs - startedMs)}.`;
    return `${colors.green(all)}\n`;
  }
  const lost = sources.filter(({ failure }) => failure !== undefined);
  const failed = sum(({ failure, totals }) => (failure === undefined ? totals.stages.failed : 0));
  const reasons = [
    ...(signal.aborted ? [reasonOf(signal)] : []),
    ...(lost.length === 0 ? [] : [`${lost.map(({ name }) => name).join(", ")} could not be synced`]),
    ...(failed === 0 ? [] : [`${number(failed)} of ${counted(streams, "stream")} failed`]),
  ];
  const withError = sources.filter(({ ok }) => ok !== true).map(({ name }) => name);
  const why = reasons.length === 0 ? `${withError.join(", ")} ended with an error` : reasons.join(", ");
  const status = signal.aborted ? "" : " (exit 1)"; // a signal has an exit status of its own
  return `${colors.red(`NOT everything arrived: ${why}${status}.`)} Run it again: it goes on from what is landed.\n`;
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : "stopped";
}
