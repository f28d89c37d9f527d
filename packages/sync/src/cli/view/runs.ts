import type { RunRecord, StreamCount } from "../../destinations/destination.js";
import { joinedLines, oneLine } from "./clean.js";
import type { Printer } from "./printer.js";
import { errorOf } from "./progress.js";
import { differences, printStreams } from "./streams.js";
import { printTable } from "./table.js";
import { duration, localTime, number, sum } from "./words.js";

/** How many characters of an id are shown in tables; more only if they are ambiguous. */
const SHORT = 8;

export function shortId(id: string): string {
  return id.slice(0, SHORT);
}

/** A run as `sluice runs --json`, `sluice status --run ID --json` and hooks have it. Times are in UTC. */
export function runJson(run: RunRecord): object {
  const { id, connection, source, version, status, startedAt, endedAt, streams, error, errors, warnings } = run;
  return {
    ...{ id, connection, source: source ?? null, version: version ?? null, status },
    ...{ startedAt, endedAt: endedAt ?? null, streams, error: error ?? null, errors, warnings },
  };
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
  printTable(printer, [head, ...rows], {
    ...{ numbers: new Set([3, 5, 6]), spare: [5, 6], elsewhere: "--json has all" },
  });
}

/** Prints all that is kept of one run: its facts, a line for each stream, and below them what was noticed. */
export function printRun(printer: Printer, run: RunRecord): void {
  const { id, connection, source, version, startedAt, streams, warnings, errors, error } = run;
  const facts = {
    ...{ run: id, source: connection, program: source, sluice: version },
    ...{ started: localTime(startedAt), took: tookOf(run), status: statusOf(run) },
  };
  const rows = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  printTable(printer, rows, { hasHead: false });
  const ofStreams = new Set(streams.map((stream) => stream.error));
  const general = new Set([...(error === undefined ? [] : [error]), ...errors]);
  const notices = [
    ...streams.flatMap(noticesOf),
    ...warnings,
    ...streams.flatMap((stream) => (stream.error === undefined ? [] : [`${stream.stream}: ${errorOf(stream)}`])),
    ...[...general].filter((text) => !ofStreams.has(text)),
  ];
  if (streams.length > 0) {
    printer.print("\n");
    printStreams(printer, streams, { heading: "stream", nameOf: ({ stream }) => stream, more: ["requests"] });
  }
  if (notices.length > 0) printer.print("\n", ...notices.map((text) => `${joinedLines(text)}\n`));
}

function tookOf({ startedAt, endedAt }: RunRecord): string | undefined {
  return endedAt && duration(endedAt.getTime() - startedAt.getTime());
}

/** Only the next sync of a source finds out that one was killed. */
function statusOf({ status }: RunRecord): string {
  return status === "running" ? "running, or killed" : status;
}

function noticesOf(count: StreamCount): readonly string[] {
  const { stream, skipped, skippedParents = [], warnings = [] } = count;
  const notices = [
    ...differences(count),
    ...(skipped === undefined ? [] : [`skipped: ${skipped}`]),
    ...skippedParents.map((parent) => `skipped ${parent}`),
  ];
  return [...notices.map((text) => oneLine(`${stream}: ${text}`)), ...warnings];
}
