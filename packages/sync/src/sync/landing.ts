import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@sluice/core";
import type { Destination } from "../destinations/destination.js";
import type { LineSink } from "../source/child.js";
import { envelopeOf } from "../source/envelope.js";
import { messageIn } from "../source/message.js";
import { memberIn, type RecordLine, recordIn } from "../source/record-line.js";
import type { Table } from "../tables/table.js";
import { Pending } from "./pending.js";

/** What became of one stream. */
export interface StreamOutcome {
  readonly stream: string;
  readonly table: Table;
  read: number;
  /** In the destination for good. */
  landed: number;
  /** Values that did not fit their column; they are in the extra column. */
  misfits: number;
  /** By the source's own word; undefined while it has said nothing. */
  status: "COMPLETE" | "INCOMPLETE" | undefined;
  error: string | undefined;
}

interface Landed extends StreamOutcome {
  pending: Pending;
  /** Batches that are large enough, and covered whole by their state. */
  readonly due: Pending[];
  readonly columns: ReadonlyMap<string, string>;
  /** The last state of this run: it goes for records behind it too, when the stream ends well. */
  lastState: string | undefined;
  isBegun: boolean;
}

/** A batch is landed with the first state after so many records: each costs some milliseconds, and is lost whole if the process dies. */
export const BATCH_RECORDS = 50_000;

/** Or after so many bytes. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** Takes a source's lines, and lands its records: those that a state covers, with that state. */
export class Landing implements LineSink {
  readonly #destination: Destination;
  readonly #folder: string;
  readonly #batchRecords: number;
  readonly #streams = new Map<string, Landed>();
  /** Lines that were no message, and what happened beside the streams, for the person. */
  readonly notes: string[] = [];
  /** Errors that name no stream. */
  readonly errors: string[] = [];
  #files = 0;

  /** @param folder for the batches on their way. */
  constructor(
    destination: Destination,
    tables: readonly Table[],
    { folder, batchRecords }: { readonly folder: string; readonly batchRecords: number },
  ) {
    this.#destination = destination;
    this.#folder = folder;
    this.#batchRecords = batchRecords;
    for (const table of tables) {
      const columns = new Map(table.columns.map(({ field, name }) => [field, name]));
      const counts = { read: 0, landed: 0, misfits: 0, status: undefined, error: undefined };
      const pending = this.#newPending();
      this.#streams.set(table.stream, {
        stream: table.stream,
        table,
        columns,
        pending,
        due: [],
        lastState: undefined,
        isBegun: false,
        ...counts,
      });
    }
  }

  get outcomes(): readonly StreamOutcome[] {
    return [...this.#streams.values()];
  }

  line(line: Buffer): void {
    const record = recordIn(line);
    if (record === undefined) this.#message(line);
    else this.#record(record);
  }

  #record(record: RecordLine): void {
    const stream = this.#streams.get(record.stream);
    if (stream === undefined) {
      this.errors.push(`The source wrote a record of "${record.stream}", which it was not asked for.`);
      return;
    }
    stream.pending.add(envelopeOf(record, stream.read++, stream.columns));
  }

  async settled(): Promise<void> {
    for (const stream of this.#streams.values()) {
      await this.#commitDue(stream);
      await stream.pending.flush();
    }
  }

  /**
   * The source has ended. Streams that are whole are landed to their last record; of the others what their state covers.
   *
   * @param failure why the source failed as a whole, if it did: then a stream counts as whole only if the source said so.
   */
  async finish(failure: string | undefined): Promise<void> {
    for (const stream of this.#streams.values()) {
      await this.#commitDue(stream);
      const isWhole =
        stream.error === undefined && (stream.status ?? (failure === undefined ? "COMPLETE" : "")) === "COMPLETE";
      if (isWhole) {
        await this.#commit(stream, stream.pending);
        await this.#destination.finish(stream.table);
        stream.status = "COMPLETE";
        continue;
      }
      stream.status = "INCOMPLETE";
      stream.error ??= failure ?? "The source did not say that the stream is complete.";
      await stream.pending.dropUncovered();
      if (stream.table.mode !== "replace" && stream.pending.state !== undefined)
        await this.#commit(stream, stream.pending);
      if (stream.table.mode === "replace") stream.landed = 0;
      if (stream.isBegun) await this.#destination.abandon(stream.table);
    }
  }

  async close(): Promise<void> {
    for (const { due, pending } of this.#streams.values()) {
      for (const batch of [...due, pending]) await batch.remove();
    }
  }

  async #commitDue(stream: Landed): Promise<void> {
    for (let batch = stream.due.shift(); batch !== undefined; batch = stream.due.shift())
      await this.#commit(stream, batch);
  }

  async #commit(stream: Landed, batch: Pending): Promise<void> {
    const { table } = stream;
    await batch.flush(true);
    if (!stream.isBegun) await this.#destination.begin(table);
    stream.isBegun = true;
    const { file, longestLine, records, state = stream.lastState } = batch;
    stream.misfits += await this.#destination.commit(table, { file, longestLine, records, state });
    stream.landed += records;
    await batch.remove();
  }

  #message(line: Buffer): void {
    const message = messageIn(line);
    if (typeof message?.["type"] !== "string") {
      const text = line.toString("utf8").trim();
      if (text !== "") this.notes.push(`The source wrote a line that is no message: ${text.slice(0, 200)}`);
      return;
    }
    const body = message[message["type"].toLowerCase()];
    if (!isJsonObject(body)) return;
    if (message["type"] === "STATE") this.#state(body, line);
    if (message["type"] === "TRACE") this.#trace(body);
  }

  #state(state: JsonObject, line: Buffer): void {
    const { stream } = state;
    const name = isJsonObject(stream) ? nameIn(stream) : undefined;
    const known = name === undefined ? undefined : this.#streams.get(name);
    if (known === undefined) {
      this.errors.push(
        "The source keeps one state for all streams, or that of an unknown one. That cannot be landed yet.",
      );
      return;
    }
    const { pending } = known;
    const text = memberIn(line, "state") ?? JSON.stringify(state);
    pending.cover(text);
    known.lastState = text;
    if (pending.records < this.#batchRecords && pending.bytes < BATCH_BYTES) return;
    known.due.push(pending);
    known.pending = this.#newPending();
  }

  #trace({ type, error, stream_status: status }: JsonObject): void {
    if (type === "ERROR" && isJsonObject(error)) {
      const text = String(error["message"] ?? error["internal_message"] ?? "an error without a message");
      const stream = this.#streams.get(nameIn(error) ?? "");
      if (stream === undefined) this.errors.push(text);
      else stream.error ??= text;
    }
    if (type !== "STREAM_STATUS" || !isJsonObject(status)) return;
    const stream = this.#streams.get(nameIn(status) ?? "");
    const value = status["status"];
    if (stream !== undefined && (value === "COMPLETE" || value === "INCOMPLETE")) stream.status = value;
  }

  #newPending(): Pending {
    return new Pending(join(this.#folder, `batch-${this.#files++}.ndjson`));
  }
}

function nameIn({ stream_descriptor: descriptor }: JsonObject): string | undefined {
  const name = isJsonObject(descriptor) ? descriptor["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
