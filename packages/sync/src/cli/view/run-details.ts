import type { RunRecord, StreamCount, TypeMismatch } from "../../destinations/destination.js";
import { joinedLines, oneLine } from "./clean.js";
import { errorOf } from "./errors.js";
import { lines, type Printed } from "./printer.js";
import { statusText } from "./run-rows.js";
import { changeText } from "./summary.js";
import { table } from "./table.js";
import { localTime } from "./time.js";
import { duration, number } from "./words.js";

/** All that is kept of one run: its facts, a line for each stream, and below them what was noticed. */
export function runDetails(run: RunRecord): readonly Printed[] {
  const { streams, warnings, errors, error } = run;
  const ofStreams = new Set(streams.map((stream) => stream.error));
  const general = new Set([...(error === undefined ? [] : [error]), ...errors]);
  const notices = [
    ...streams.flatMap(streamLines),
    ...warnings,
    ...streams.flatMap((stream) => (stream.error === undefined ? [] : [`${stream.stream}: ${errorOf(stream)}`])),
    ...[...general].filter((text) => !ofStreams.has(text)),
  ];
  return [
    ...table(facts(run)),
    ...(streams.length === 0 ? [] : ["\n", ...streamTable(run)]),
    ...(notices.length === 0 ? [] : ["\n", ...lines(notices.map((text) => [joinedLines(text)]))]),
  ];
}

function facts({ id, connection, source, version, startedAt, endedAt, status }: RunRecord): readonly string[][] {
  const took = endedAt === undefined ? undefined : duration(endedAt.getTime() - startedAt.getTime());
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["run", id],
    ["source", connection],
    ["program", source],
    ["sluice", version],
    ["started", localTime(startedAt)],
    ["took", took],
    ["status", statusText(status)],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function streamTable({ streams }: RunRecord): readonly Printed[] {
  const head = ["stream", "", "read", "loaded", "requests"];
  const rows = streams.map((stream) => [
    stream.stream,
    streamStatus(stream),
    number(stream.read),
    number(stream.loaded),
    stream.requests === undefined ? "" : number(stream.requests),
  ]);
  return table([head, ...rows], new Set([2, 3, 4]));
}

/** A record of an earlier version has no status. */
function streamStatus({ status, skipped, error }: StreamCount): string {
  if (skipped !== undefined) return "skipped";
  if (error !== undefined || status === "INCOMPLETE") return "FAILED";
  return status === "COMPLETE" ? "complete" : "";
}

function streamLines(count: StreamCount): readonly string[] {
  const { stream, changes = [], typeMismatches = [], skipped, skippedParents = [], warnings = [] } = count;
  return [
    ...changes.map((change) => `${stream}: ${changeText(change)}`),
    ...typeMismatches.map((mismatch) => `${stream}: ${mismatchText(mismatch)}`),
    ...(skipped === undefined ? [] : [`${stream}: skipped: ${skipped}`]),
    ...skippedParents.map((parent) => `${stream}: skipped ${parent}`),
    ...warnings,
  ].map(oneLine);
}

function mismatchText({ field, values, first }: TypeMismatch): string {
  const are = values === 1 ? `1 value of ${field} is` : `${number(values)} values of ${field} are`;
  return `${are} not of the type of the column; kept in _sluice_extra (first: record ${first + 1}).`;
}
