import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@sluice/core";
import type { Destination } from "../destinations/destination.js";
import type { LineSink } from "../source/child.js";
import { messageIn } from "../source/message.js";
import { memberIn, recordIn } from "../source/record-line.js";
import { streamKey, type Table } from "../tables/table.js";
import type { Notes } from "./notes.js";
import { Pending } from "./pending.js";
import { type BatchSize, StreamLanding, type StreamOutcome } from "./stream-landing.js";

/** Unless told. */
export const BATCH_SIZE: BatchSize = { records: 50_000, bytes: 64 * 1024 * 1024, ageMs: 10_000 };

/** Batches that are landed together, and the state that covers them all. */
interface Together {
  readonly batches: readonly (readonly [StreamLanding, Pending])[];
  readonly state: string;
}

/** Takes a source's lines, and lands its records: those that a state covers, with that state. */
export class Landing implements LineSink {
  readonly #destination: Destination;
  readonly #batchSize: BatchSize;
  readonly #streams: ReadonlyMap<string, StreamLanding>;
  /** Lines that were no message, and what happened beside the streams, for the person. */
  readonly notes: Notes;
  /** Errors that name no stream. */
  readonly errors: string[] = [];
  /** The last state of all streams, where the source keeps one for all. */
  #shared: string | undefined;
  readonly #together: Together[] = [];
  /** Whether the source tells of streams' status: then one that it does not call complete is not. */
  #tellsStatus = false;
  #committing: Promise<void> = Promise.resolve();
  #isCommitting = false;
  #failure: unknown;

  /** @param folder for the batches on their way. */
  constructor(
    destination: Destination,
    tables: readonly Table[],
    options: {
      readonly folder: string;
      readonly notes: Notes;
      readonly batchSize?: BatchSize | undefined;
      readonly limit?: number | undefined;
    },
  ) {
    this.notes = options.notes;
    this.#destination = destination;
    this.#batchSize = options.batchSize ?? BATCH_SIZE;
    const newPending = () => new Pending(join(options.folder, `batch-${nextBatch++}.ndjson`));
    this.#streams = new Map(tables.map((table) => [table.stream, new StreamLanding(table, newPending, options.limit)]));
  }

  get outcomes(): readonly StreamOutcome[] {
    return [...this.#streams.values()];
  }

  /** Whether every stream has as many records as were asked for. */
  get isFull(): boolean {
    return this.#all.every(({ isFull }) => isFull);
  }

  get #all(): readonly StreamLanding[] {
    return [...this.#streams.values()];
  }

  line(line: Buffer): void {
    const record = recordIn(line);
    if (record === undefined) {
      this.#message(line);
      return;
    }
    const stream = this.#streams.get(streamKey(record.stream, record.namespace));
    if (stream === undefined) {
      this.#error(`The source wrote a record of "${record.stream}", which it was not asked for.`);
    } else stream.add(record);
  }

  /** Batches are landed while the source goes on; it waits only if the next one is due before the last is in. */
  async settled(): Promise<void> {
    if (this.#isDue) {
      if (this.#isCommitting) await this.#committing;
      this.#throwFailure();
      this.#isCommitting = true;
      this.#committing = this.#commitDue()
        .catch((error: unknown) => (this.#failure ??= error))
        .finally(() => (this.#isCommitting = false)) as Promise<void>;
    }
    for (const { pending } of this.#all) await pending.flush();
  }

  get #isDue(): boolean {
    return this.#together.length > 0 || this.#all.some(({ isDue }) => isDue);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * The source has ended. Streams that are whole are landed to their last record; of the others what their state covers.
   *
   * @param failure why the source failed as a whole, if it did: then a stream counts as whole only if the source said so.
   */
  async finish(failure: string | undefined): Promise<void> {
    await this.#committing;
    this.#throwFailure();
    await this.#commitDue();
    for (const stream of this.#all) {
      const said = stream.isFull ? "COMPLETE" : stream.status;
      const isWhole = said === undefined ? failure === undefined && !this.#tellsStatus : said === "COMPLETE";
      stream.status = isWhole && stream.error === undefined ? "COMPLETE" : "INCOMPLETE";
      if (stream.status !== "COMPLETE")
        stream.error ??= failure ?? "The source did not say that the stream is complete.";
    }
    if (this.#shared === undefined) for (const stream of this.#all) await this.#commitLast(stream);
    else await this.#commitLastTogether(this.#shared);
    for (const stream of this.#all) {
      const { table, status, lastState } = stream;
      if (status === "COMPLETE") await this.#destination.finish(table, lastState);
      else await this.#destination.abandon(table);
      if (status !== "COMPLETE" && table.mode === "replace") stream.landed = 0;
    }
  }

  async #commitLast(stream: StreamLanding): Promise<void> {
    const { pending } = stream;
    if (stream.status !== "COMPLETE") {
      if (stream.table.mode === "replace") return;
      await pending.dropUncovered();
    }
    pending.state ??= stream.status === "COMPLETE" ? stream.lastState : undefined;
    if (pending.records > 0 || pending.state !== undefined) await this.#commit([[stream, pending]]);
  }

  /**
   * One state goes for all streams: what lies behind it is landed without harm where it is merged or replaced, and in a table
   * without a key only if every stream is whole. Else it would be there twice next time.
   */
  async #commitLastTogether(state: string): Promise<void> {
    const isWhole = this.#all.every(({ status }) => status === "COMPLETE");
    const batches: [StreamLanding, Pending][] = [];
    for (const stream of this.#all) {
      const { status, table, pending } = stream;
      if (status !== "COMPLETE" && table.mode === "replace") continue;
      if (!isWhole && (status !== "COMPLETE" || table.mode === "append")) await pending.dropUncovered();
      if (pending.records > 0) batches.push([stream, pending]);
    }
    await this.#commit(batches, state);
  }

  async close(): Promise<void> {
    await this.#committing;
    for (const stream of this.#all) await stream.remove();
  }

  async #commitDue(): Promise<void> {
    for (const stream of this.#all) {
      for (let batch = stream.takeDue(); batch !== undefined; batch = stream.takeDue())
        await this.#commit([[stream, batch]]);
    }
    for (let due = this.#together.shift(); due !== undefined; due = this.#together.shift())
      await this.#commit(due.batches, due.state);
  }

  async #commit(batches: Together["batches"], shared?: string): Promise<void> {
    try {
      for (const [, pending] of batches) await pending.flush(true);
      const misfits = await this.#destination.commit(
        batches.map(([stream, pending]) => stream.batchOf(pending)),
        shared,
      );
      for (const [index, [stream, { records }]] of batches.entries()) stream.hasLanded(records, misfits[index] ?? []);
    } finally {
      for (const [, pending] of batches) await pending.remove();
    }
  }

  #message(line: Buffer): void {
    const message = messageIn(line);
    const type = message?.["type"];
    if (typeof type !== "string") {
      const text = line.toString("utf8").trim();
      if (text !== "") this.notes.add(`The source wrote a line that is no message: ${text.slice(0, 200)}`);
      return;
    }
    const body = message?.[type === "CONNECTION_STATUS" ? "connectionStatus" : type.toLowerCase()];
    if (!isJsonObject(body)) return;
    if (type === "STATE") this.#state(body, line);
    if (type === "TRACE") this.#trace(body);
    if (type === "LOG") this.#log(body);
    if (type === "CONTROL") {
      this.notes.add("The source has a new config, e.g. a renewed token. It is not written to your config file.");
    }
  }

  #state(state: JsonObject, line: Buffer): void {
    const { type, stream, sourceStats: stats } = state;
    const text = memberIn(line, "state") ?? JSON.stringify(state);
    if (type === "GLOBAL" || !isJsonObject(stream)) {
      this.#sharedState(text);
      return;
    }
    const known = this.#streams.get(nameIn(stream) ?? "");
    if (known === undefined) {
      this.#error(`The source wrote a state of "${nameIn(stream)}", which it was not asked for.`);
      return;
    }
    const riddle = known.cover(text, isJsonObject(stats) ? stats["recordCount"] : undefined);
    if (riddle !== undefined) this.notes.add(riddle);
    known.ripen(this.#batchSize);
  }

  /** A state that covers all streams' records: they are landed with it, in one transaction. */
  #sharedState(state: string): void {
    if (this.#all.some(({ isFull }) => isFull)) return;
    this.#shared = state;
    for (const stream of this.#all) stream.cover(undefined, undefined);
    const size = this.#all.reduce((sum, { pending }) => sum + pending.records, 0);
    const bytes = this.#all.reduce((sum, { pending }) => sum + pending.bytes, 0);
    const sinceMs = Math.min(
      ...this.#all.filter(({ pending }) => pending.records > 0).map(({ pending }) => pending.sinceMs),
    );
    const limits = this.#batchSize;
    if (size < limits.records && bytes < limits.bytes && !(Date.now() - sinceMs >= limits.ageMs)) return;
    const full = this.#all.filter(({ pending }) => pending.records > 0);
    this.#together.push({ batches: full.map((stream) => [stream, stream.renew()]), state });
  }

  #trace(trace: JsonObject): void {
    const { type, error, estimate, stream_status: status } = trace;
    if (type === "ERROR" && isJsonObject(error)) {
      const text = String(error["message"] ?? error["internal_message"] ?? "an error without a message");
      const stream = this.#streams.get(nameIn(error) ?? "");
      if (stream === undefined) this.#error(text);
      else stream.error ??= text;
    }
    if (type === "ESTIMATE" && isJsonObject(estimate)) {
      const stream = this.#streams.get(streamKey(String(estimate["name"]), textIn(estimate["namespace"])));
      if (stream !== undefined && typeof estimate["row_estimate"] === "number")
        stream.estimate = estimate["row_estimate"];
    }
    if (type === "STREAM_STATUS" && isJsonObject(status)) this.#status(status);
  }

  #status(status: JsonObject): void {
    this.#tellsStatus = true;
    const stream = this.#streams.get(nameIn(status) ?? "");
    const value = status["status"];
    if (stream === undefined) return;
    if (value === "COMPLETE" || value === "INCOMPLETE") stream.status = value;
    const reasons = Array.isArray(status["reasons"]) ? status["reasons"] : [];
    for (const reason of reasons.filter(isJsonObject)) {
      const { type, rate_limited: limit } = reason;
      if (type !== "RATE_LIMITED") continue;
      stream.waitingUntilMs = isJsonObject(limit) ? Number(limit["quota_reset"]) || undefined : undefined;
    }
  }

  /** What a source thinks worth a warning is worth a person's eyes; the rest is its own affair. */
  #log({ level, message }: JsonObject): void {
    if (level === "WARN" || level === "ERROR" || level === "FATAL") this.notes.add(String(message));
  }

  /** Told once, though it may happen with every record. */
  #error(text: string): void {
    if (!this.errors.includes(text)) this.errors.push(text);
  }
}

let nextBatch = 0;

function nameIn({ stream_descriptor: descriptor }: JsonObject): string | undefined {
  if (!isJsonObject(descriptor) || typeof descriptor["name"] !== "string") return undefined;
  return streamKey(descriptor["name"], textIn(descriptor["namespace"]));
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
