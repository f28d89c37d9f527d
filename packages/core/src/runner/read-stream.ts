import type { JsonObject } from "../protocol/json.js";
import { state, streamStatus } from "../protocol/messages.js";
import { NO_CURSOR_STATE } from "../protocol/state.js";
import { Drift } from "../schema/drift.js";
import type { Rows, Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { traceOf } from "./errors.js";
import type { StreamReport } from "./report.js";

/**
 * One stream, from STARTED to COMPLETE or INCOMPLETE: STARTED → RUNNING → (records, state)+ → end. The last state comes
 * before the end, and each state covers the records before it.
 *
 * @param done the state of an earlier attempt that finished the stream; it is repeated, and nothing is read.
 * @throws only when stdout cannot be written.
 */
export async function readStream(run: Run, stream: Stream, report: StreamReport, done?: JsonObject): Promise<void> {
  const { writer, logger, clock, signal } = run;
  const status = (value: "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE") =>
    writer.send(streamStatus(stream.name, value, clock.now()));
  report.outcome = "read";
  await status("STARTED");
  await status("RUNNING");
  logger.info(`${stream.name}: started`);
  const output = new StreamOutput(run, stream, report);
  try {
    if (done === undefined) await output.all();
    else report.end = "an earlier attempt had finished it";
    await output.lastState(done);
    await status("COMPLETE");
    if (report.records === 0 && done === undefined) logger.warn(`${stream.name}: no records (${report.end})`);
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
  #sinceState = 0;
  #state: JsonObject | undefined;

  constructor(run: Run, stream: Stream, report: StreamReport) {
    this.#run = run;
    this.#stream = stream;
    this.#report = report;
    this.#drift = new Drift(stream.schema);
    report.drift = this.#drift;
  }

  async all(): Promise<void> {
    const { logger, command, signal } = this.#run;
    const limit = command.limit ?? Number.POSITIVE_INFINITY;
    for await (const batch of this.#stream.read()) {
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
  async lastState(done?: JsonObject): Promise<void> {
    if (this.#state === undefined || this.#sinceState > 0) await this.#send(done ?? this.#state ?? NO_CURSOR_STATE);
  }

  /** Records after a failed stream's last state are read again next time, so no state may cover them. */
  async stateOfFailure(): Promise<void> {
    if (this.#state === undefined) await this.#send(NO_CURSOR_STATE);
  }

  async #records(rows: Rows): Promise<void> {
    if (rows.texts.length === 0) return;
    const { writer, logger, clock } = this.#run;
    for (const misfit of this.#drift.check(rows.values)) {
      logger.warn(`${this.#stream.name}: a record does not fit the schema and is passed on as it came: ${misfit}`);
    }
    await writer.records(this.#stream.name, rows, clock.now());
    this.#report.records += rows.texts.length;
    this.#sinceState += rows.texts.length;
  }

  async #send(data: JsonObject): Promise<void> {
    await this.#run.writer.send(state(this.#stream.name, data, this.#sinceState));
    this.#state = data;
    this.#sinceState = 0;
  }
}

/** At most so many rows, and none that is empty: consumers drop an empty record without a word. */
function upTo(rows: Rows, most: number): Rows {
  const isPlain = rows.values.every((value) => Object.keys(value).length > 0);
  if (isPlain && rows.texts.length <= most) return rows;
  const kept = [...rows.values.keys()]
    .filter((index) => Object.keys(rows.values[index] ?? {}).length > 0)
    .slice(0, most);
  const pick = <T>(items: readonly T[]): T[] => kept.map((index) => items[index] as T);
  return { values: pick(rows.values), texts: pick(rows.texts) };
}
