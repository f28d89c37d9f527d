import { stopReason } from "../../sync/run-end.js";
import { oneLine } from "./clean.js";
import type { Printed } from "./printer.js";
import type { SourceProgress } from "./progress.js";
import { counted, duration, number, sum } from "./words.js";

/** The last line, for all sources: whether everything arrived, and what to do if not. Nothing where nothing was begun. */
export function closing(
  sources: readonly SourceProgress[],
  startedMs: number,
  signal: AbortSignal,
): readonly Printed[] {
  if (sources.length === 0) return [];
  if (!signal.aborted && sources.every(({ ok }) => ok === true)) return complete(sources, startedMs);
  const lost = sources.filter(({ failure }) => failure !== undefined);
  const synced = sources.filter(({ failure }) => failure === undefined);
  const streams = sum(sources, ({ totals }) => totals.streams);
  const failed = sum(synced, ({ totals }) => totals.stages.failed);
  const reasons = [
    ...(signal.aborted ? [stopReason(signal)] : []),
    ...(lost.length === 0 ? [] : [`${namesOf(lost)} could not be synced`]),
    ...(failed === 0 ? [] : [`${number(failed)} of ${number(streams)} streams failed`]),
  ];
  const why = reasons.join(", ") || `${namesOf(sources.filter(({ ok }) => ok !== true))} ended with an error`;
  const status = signal.aborted ? "" : " (exit 1)"; // a signal has an exit status of its own
  return [{ text: `Incomplete: ${why}${status}.`, color: "red" }, " Run it again to resume.\n"];
}

function complete(sources: readonly SourceProgress[], startedMs: number): readonly Printed[] {
  const totals = sources.map((source) => source.totals);
  const [streams, loaded] = [sum(totals, (one) => one.streams), sum(totals, (one) => one.loaded)];
  const [skipped, parents] = [sum(totals, (one) => one.skipped), sum(totals, (one) => one.skippedParents)];
  const deleted = sum(totals, (one) => one.deleted);
  const gone = deleted === 0 ? "" : `; ${counted(deleted, "row")} marked as deleted or removed`;
  const took = duration(Date.now() - startedMs);
  const all = `${counted(loaded, "record")} of ${counted(streams, "stream")} in ${took}${gone}.`;
  const refused = [
    ...(skipped === 0 ? [] : [counted(skipped, "stream")]),
    ...(parents === 0 ? [] : [counted(parents, "parent record")]),
  ].join(" and ");
  if (refused !== "") return [`Complete except for ${refused} that the API refuses: ${all}\n`];
  return [{ text: `Everything arrived: ${all}`, color: "green" }, "\n"];
}

function namesOf(sources: readonly SourceProgress[]): string {
  return sources.map(({ name }) => oneLine(name)).join(", ");
}
