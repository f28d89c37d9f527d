import { SkippedError } from "../errors/skipped-error.js";
import type { Observer } from "../http/observer.js";
import { analytics, streamStatus } from "../protocol/messages.js";
import { isAlreadyComplete, NO_CURSOR_STATE } from "../protocol/state.js";
import type { Checks } from "../source/limits.js";
import { ObservedRead } from "../source/observed-read.js";
import type { RawRecords } from "../streams/raw-records.js";
import type { Batch, ReadFrom, Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { traceOf } from "./errors.js";
import type { StreamReport } from "./report.js";
import { isProgressWanted } from "./request-counts.js";

/** An ANALYTICS message for `sluice sync`: nothing of the stream can be read, so its table stays as it is. */
const SKIPPED_STREAM = "sluice-skipped-stream";

/** How a stream is read, and where the result is counted. */
export interface ReadTask {
  readonly report: StreamReport;
  readonly from: ReadFrom;
  /** Of the stream, from there. */
  readonly batches: AsyncIterable<Batch>;
  readonly checks: Checks;
  readonly observer: Observer;
}

/**
 * Reads one stream from STARTED to COMPLETE or INCOMPLETE: STARTED → RUNNING → (records, state)+ → end. The last state comes
 * before the end, and each state covers the records before it.
 * A stream that is skipped as a whole ends INCOMPLETE without an error.
 *
 * @param task a state of an earlier attempt that completed the stream is repeated, and nothing is read.
 * @throws only when stdout cannot be written.
 */
export async function readStream(run: Run, stream: Stream, task: ReadTask): Promise<void> {
  const { report, from } = task;
  const { name } = stream;
  const { writer, logger, clock, signal } = run;
  const status = (value: "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE") =>
    writer.send(streamStatus(name, value, clock.now()));
  /** The state that the next read resumes from: the last one written, else the given one, if any. */
  const latest = () => writer.lastState(name) ?? from.state ?? NO_CURSOR_STATE;
  report.outcome = "read";
  await writer.open(stream);
  await status("STARTED");
  await status("RUNNING");
  logger.info(`${name}: started`);
  const isDone = isComplete(from);
  try {
    if (isDone) report.end = "an earlier attempt completed it";
    else await writeAll(run, stream, task);
    // A stream whose batches have states has written its last one, unless `--limit` cut it short.
    if (writer.lastState(name) === undefined || writer.uncovered(name) > 0) await writer.state(name, latest());
    await status("COMPLETE");
    if (isDone)
      logger.warn(`${name}: nothing was read, because the given state says that an earlier attempt read it all`);
    else if (report.records === 0 && from.state === undefined) logger.warn(`${name}: no records (${report.end})`);
    logger.info(`${name}: ended with ${report.records} records`);
  } catch (error) {
    signal.throwIfAborted();
    report.end = error instanceof Error ? error.message : String(error);
    // Records after the last state are read again next time, so no state may cover them.
    if (writer.lastState(name) === undefined) await writer.state(name, latest());
    if (error instanceof SkippedError) {
      report.outcome = "skipped";
      await streamSkipped(run, name, error);
    } else {
      report.outcome = "failed";
      await writer.send(traceOf(error, clock.now(), name));
      logger.error(`${name}: failed after ${report.records} records: ${report.end}`);
    }
    await status("INCOMPLETE");
  }
}

/** Whether an earlier attempt has read the stream, so that nothing is left. */
export function isComplete({ mode, state }: ReadFrom): boolean {
  return mode === "full_refresh" && isAlreadyComplete(state);
}

/** It never ends as complete: a destination that replaces the table would empty it. */
async function streamSkipped({ writer, logger, clock }: Run, name: string, { message }: SkippedError): Promise<void> {
  logger.warn(`${name}: ${message}`);
  if (isProgressWanted()) {
    await writer.send(analytics(SKIPPED_STREAM, JSON.stringify({ stream: name, reason: message }), clock.now()));
  }
}

/** Writes the records and states of a stream as they come. */
async function writeAll(run: Run, stream: Stream, { report, batches, checks, observer }: ReadTask): Promise<void> {
  const { writer, clock, command, signal } = run;
  const limit = command.limit ?? Number.POSITIVE_INFINITY;
  const read = new ObservedRead(stream, { batches, checks, observer, signal });
  report.watch(read);
  try {
    for (let batch = await read.next(); batch !== undefined; batch = await read.next()) {
      const records = upTo(batch.records, limit - report.records);
      report.pages += batch.pages;
      report.records += records.count;
      if (records.count > 0) await writer.records(stream.name, records, clock.now());
      if (batch.end !== undefined) report.end = batch.end;
      if (report.records >= limit) {
        report.end = `--limit ${limit} reached`;
        return;
      }
      if (batch.state !== undefined) await writer.state(stream.name, batch.state);
    }
  } finally {
    read.close();
  }
}

function upTo(records: RawRecords, limit: number): RawRecords {
  return records.count <= limit ? records : records.filter((index) => index < limit);
}
