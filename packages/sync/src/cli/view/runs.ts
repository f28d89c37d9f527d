import type { RunRecord } from "../../destinations/destination.js";
import { joinedLines, oneLine } from "./clean.js";
import type { Printer } from "./printer.js";
import { noticesOf, printStreams } from "./streams.js";
import { printTable } from "./table.js";
import { duration, localTime, number, sum } from "./words.js";

/** How many characters of an id are shown in tables; more only if they are ambiguous. */
const SHORT = 8;

export function shortId(id: string): string {
  return id.slice(0, SHORT);
}

/** A run as `sluice runs --json`, `sluice status --run ID --json` and hooks have it. Times are in UTC. */
export function runJson(run: RunRecord): object {
  const { id, connection, status, startedAt, streams, errors, warnings } = run;
  const { source = null, version = null, endedAt = null, error = null } = run;
  return { id, connection, source, version, status, startedAt, endedAt, streams, error, errors, warnings };
}

/** Prints a line for each run. Where not all columns fit, an error says more than the counts. */
export function printRuns(printer: Printer, runs: readonly RunRecord[]): void {
  const head = ["run", "source", "started", "took", "status", "read", "loaded", "error"];
  const rows = runs.map((run) => [
    shortId(run.id),
    run.connection,
    localTime(run.startedAt),
    tookOf(run) ?? "",
    statusOf(run),
    number(sum(run.streams, ({ read }) => read)),
    number(sum(run.streams, ({ loaded }) => loaded)),
    joinedLines(run.error ?? ""),
  ]);
  printTable(printer, [head, ...rows], { numbers: new Set([3, 5, 6]), spare: [5, 6], elsewhere: "--json has all" });
}

/** Prints all that is kept of one run: its facts, a line for each stream, and below them what was noticed. */
export function printRun(printer: Printer, run: RunRecord): void {
  const { id, connection, source, version, startedAt, streams, warnings, error, errors } = run;
  const facts = {
    run: id,
    source: connection,
    program: source,
    sluice: version,
    started: localTime(startedAt),
    took: tookOf(run),
    status: statusOf(run),
  };
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) printer.print(`${name.padEnd(9)}${oneLine(value)}\n`);
  }
  if (streams.length > 0) {
    printer.print("\n");
    printStreams(printer, streams);
  }
  const notices = noticesOf(streams, { warnings, errors: error === undefined ? errors : [error, ...errors] });
  if (notices.length > 0) printer.print("\n", ...notices);
}

function tookOf({ startedAt, endedAt }: RunRecord): string | undefined {
  return endedAt && duration(endedAt.getTime() - startedAt.getTime());
}

/** Only the next sync of a source finds out that one was killed. */
function statusOf({ status }: RunRecord): string {
  return status === "running" ? "running, or killed" : status;
}
