import type { RunRecord, StreamCount } from "../../destinations/destination.js";
import { joinedLines } from "./clean.js";
import { shortId } from "./run-json.js";
import { localTime } from "./time.js";
import { duration, number } from "./words.js";

/** The headings of `runRow`, and which of them are of numbers. */
export const RUN_HEAD = ["run", "source", "started", "took", "status", "read", "loaded", "error"];
export const RUN_NUMBERS: ReadonlySet<number> = new Set([3, 5, 6]);

/** A run as a line of a table. */
export function runRow({ id, connection, startedAt, endedAt, status, streams, error }: RunRecord): readonly string[] {
  return [
    shortId(id),
    connection,
    localTime(startedAt),
    endedAt === undefined ? "" : duration(endedAt.getTime() - startedAt.getTime()),
    statusText(status),
    number(sumOf(streams, ({ read }) => read)),
    number(sumOf(streams, ({ loaded }) => loaded)),
    joinedLines(error ?? ""),
  ];
}

/** Only the next sync of a source finds out that one was killed. */
export function statusText(status: RunRecord["status"]): string {
  return status === "running" ? "running, or killed" : status;
}

function sumOf(streams: readonly StreamCount[], part: (stream: StreamCount) => number): number {
  return streams.reduce((total, stream) => total + part(stream), 0);
}
