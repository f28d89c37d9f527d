import type { JsonObject } from "../protocol/json.js";
import { state, streamStatus } from "../protocol/messages.js";
import { isAlreadyComplete, NO_CURSOR_STATE } from "../protocol/state.js";
import { Drift } from "../schema/drift.js";
import type { Checks } from "../source/limits.js";
import { Sample } from "../source/sample.js";
import type { Rows } from "../streams/rows.js";
import type { ReadFrom, Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { traceOf } from "./errors.js";
import type { StreamReport } from "./report.js";

/** How a stream is to be read, and where to write down what it came to. */
export interface ReadTask {
  readonly report: StreamReport;
  readonly from: ReadFrom;
  readonly checks: Checks;
}

/**
 * One stream, from STARTED to COMPLETE or INCOMPLETE: STARTED → RUNNING → (records, state)+ → end. The last state comes
 * before the end, and each state covers the records before it.
 *
 * @param task a state of an earlier attempt that finished the stream is repeated, and nothing is read.
 * @throws only when stdout cannot be written.
 */
export async function readStream(run: Run, stream: Stream, task: ReadTask): Promise<void> {
  const { report, from } = task;
  const { writer, logger, clock, signal } = run;
  const status = (value: "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE") =>
    writer.send(streamStatus(stream.name, value, clock.now()));
  report.outcome = "read";
  await writer.open(stream);
  await status("STARTED");
  await status("RUNNING");
  logger.info(`${stream.name}: started`);
  const output = new StreamOutput(run, stream, task);
  const isDone = from.mode === "full_refresh" && isAlreadyComplete(from.state);
  try {
    if (isDone) report.end = "an earlier attempt had finished it";
    else await output.all();
    await output.lastState();
    await status("COMPLETE");
    if (isDone)
      logger.warn(`${stream.name}: nothing was read, for the given state says that an earlier attempt read it all`);
    else if (report.records === 0 && from.state === undefined)
      logger.warn(`${stream.name}: no records (${report.end})`);
    logger.info(`${stream.name}: ended with ${report.records} records`);
  } catch (error) {
    signal.throwIfAborted();
    report.outcome = "failed";
    report.end = error instanceof Error ? error.message : String(error);
    await output.stateOfFailure();
    await writer.send(traceOf(error, clock.now(), stream.name));
    await status("INCOMPLETE");
    logger.error(`${stream.name}: failed after ${report.records} records: ${report.end}`);
  }
}

/** Takes batches to the writer and counts what each state covers. */
class StreamOutput {
  readonly #run: Run;
  readonly #stream: Stream;
  readonly #report: StreamReport;
  readonly #drift: Drift;
  readonly #sample: Sample;
  readonly #from: ReadFrom;
  #sinceState = 0;
  #sent: JsonObject | undefined;

  constructor(run: Run, stream: Stream, { report, from, checks }: ReadTask) {
    this.#run = run;
    this.#stream = stream;
    this.#report = report;
    this.#from = from;
    this.#drift = new Drift(stream.schema);
    this.#sample = new Sample(checks);
    Object.assign(report, { drift: this.#drift, sample: this.#sample });
    report.beat = () => this.#put(this.#latest);
  }

  async all(): Promise<void> {
    const { logger, command, signal } = this.#run;
    const limit = command.limit ?? Number.POSITIVE_INFINITY;
    for await (const batch of this.#stream.read(this.#from)) {
      signal.throwIfAborted();
      for (const { level, text } of batch.notes ?? []) {
        logger[level === "WARN" ? "warn" : "info"](`${this.#stream.name}: ${text}`);
      }
      this.#report.pages += batch.pages;
      await this.#records(upTo(batch.rows, limit - this.#report.records));
      if (batch.end !== undefined) this.#report.end = batch.end;
      if (this.#report.records >= limit) {
        this.#report.end = `--limit ${limit} reached`;
        return;
      }
      if (batch.state !== undefined) await this.#send(batch.state);
    }
  }

  /** A stream whose batches bring states has sent its last one with its last batch, unless `--limit` cut it short. */
  async lastState(): Promise<void> {
    if (this.#sent === undefined || this.#sinceState > 0) await this.#send(this.#latest);
  }

  /** Records after a failed stream's last state are read again next time, so no state may cover them. */
  async stateOfFailure(): Promise<void> {
    if (this.#sent === undefined) await this.#send(this.#latest);
  }

  /** What the next read goes on from: what was sent, else what was given, else nothing. */
  get #latest(): JsonObject {
    return this.#sent ?? this.#from.state ?? NO_CURSOR_STATE;
  }

  async #records(rows: Rows): Promise<void> {
    if (rows.count === 0) return;
    const { writer, logger, clock } = this.#run;
    for (const misfit of this.#drift.check(this.#sample.pick(rows))) {
      logger.warn(`${this.#stream.name}: a record does not fit the schema and is passed on as it came: ${misfit}`);
    }
    this.#report.records += rows.count;
    this.#sinceState += rows.count; // lines leave in the order of these calls, so a state may be sent meanwhile
    await writer.records(this.#stream.name, rows, clock.now());
  }

  /** A state that says what the one before it said is sent only if there are records in between to count. */
  async #send(data: JsonObject): Promise<void> {
    if (this.#sinceState > 0 || JSON.stringify(data) !== JSON.stringify(this.#sent)) await this.#put(data);
  }

  #put(data: JsonObject): Promise<void> {
    const count = this.#sinceState;
    this.#sinceState = 0;
    this.#sent = data;
    return this.#run.writer.send(state(this.#stream.name, data, count));
  }
}

/** At most so many rows, and none that is empty: consumers drop an empty record without a word. */
function upTo(rows: Rows, most: number): Rows {
  let left = most;
  return rows.keep((index) => !rows.isEmpty(index) && left-- > 0);
}
