import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { BatchSize, Destination } from "../destinations/destination.js";
import type { LineSink } from "../source/child.js";
import { messageIn } from "../source/message.js";
import { memberIn, RecordGuess, type RecordLine, recordIn } from "../source/record-line.js";
import { streamKey, type Table } from "../tables/table.js";
import type { Notes } from "./notes.js";
import { Pending } from "./pending.js";
import { StreamLanding, type StreamOutcome } from "./stream-landing.js";
import { nameIn, Telling } from "./telling.js";

/** Unless told. */
export const BATCH_SIZE: BatchSize = { records: 25_000, bytes: 32 * 1024 * 1024, ageMs: 10_000 };

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
  readonly #telling: Telling;
  /** Lines that were no message, and what happened beside the streams, for the person. */
  readonly notes: Notes;
  /** The last state of all streams, where the source keeps one for all. */
  #shared: string | undefined;
  readonly #together: Together[] = [];
  #committing: Promise<void> = Promise.resolve();
  #isCommitting = false;
  readonly #guess = new RecordGuess();
  #failure: Error | undefined;

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
    this.#telling = new Telling(this.#streams, options.notes);
  }

  get outcomes(): readonly StreamOutcome[] {
    return [...this.#streams.values()];
  }

  /** Errors that name no stream. */
  get errors(): readonly string[] {
    return this.#telling.errors;
  }

  /** Whether every stream has as many records as were asked for. */
  get isFull(): boolean {
    return this.#all.every(({ isFull }) => isFull);
  }

  get #all(): readonly StreamLanding[] {
    return [...this.#streams.values()];
  }

  line(line: Buffer): void {
    const guess = this.#guess.guess(line);
    if (guess !== undefined && this.#record(guess)) return;
    const record = recordIn(line);
    if (record === undefined) this.#message(line);
    else {
      this.#guess.learn(line, record);
      this.#record(record);
    }
  }

  /** @returns whether that was a record at all. */
  #record(record: RecordLine): boolean {
    const stream = this.#streams.get(streamKey(record.stream, record.namespace));
    if (stream === undefined) {
      this.#telling.error(`The source wrote a record of "${record.stream}", which it was not asked for.`);
      return true;
    }
    const isRecord = stream.add(record);
    if (stream.table.mode === "replace") stream.ripen(this.#batchSize); // it is prepared aside: no state need cover it
    return isRecord;
  }

  /** Batches are landed while the source goes on; it waits only if the next one is due before the last is in. */
  async settled(): Promise<void> {
    if (this.#isDue) {
      if (this.#isCommitting) await this.#committing;
      this.#throwFailure();
      this.#isCommitting = true;
      this.#committing = this.#commitDue()
        .catch((error: unknown) => (this.#failure ??= error instanceof Error ? error : new Error(String(error))))
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
      const isWhole = said === undefined ? failure === undefined && !this.#telling.tellsStatus : said === "COMPLETE";
      stream.status = isWhole && stream.error === undefined ? "COMPLETE" : "INCOMPLETE";
      if (stream.status === "COMPLETE") continue;
      stream.error ??= this.errors[0] ?? failure ?? "The source did not say that the stream is complete.";
    }
    const replaced = this.#all.filter(({ table }) => table.mode === "replace");
    const added = this.#all.filter(({ table }) => table.mode !== "replace");
    for (const stream of replaced) await this.#finishReplaced(stream);
    if (this.#shared === undefined) for (const stream of added) await this.#commitLast(stream);
    else await this.#commitLastTogether(added, this.#shared);
    for (const { table } of added) await this.#destination.finish(table, undefined);
  }

  async #finishReplaced(stream: StreamLanding): Promise<void> {
    const { table, pending, lastState } = stream;
    if (stream.status !== "COMPLETE") {
      await this.#destination.abandon(table);
      stream.landed = 0;
      return;
    }
    if (pending.records > 0) await this.#commit([[stream, pending]]);
    await this.#destination.finish(table, lastState);
  }

  async #commitLast(stream: StreamLanding): Promise<void> {
    const { pending, status, lastState } = stream;
    if (status === "COMPLETE") pending.state ??= lastState;
    else await pending.dropUncovered();
    if (pending.records > 0 || pending.state !== undefined) await this.#commit([[stream, pending]]);
  }

  /**
   * One state goes for all streams, those that were replaced too: so it is saved only if all of these are whole. What lies behind
   * it is landed without harm where it is merged, and in a table without a key only if every stream is whole: else it would be
   * there twice next time.
   */
  async #commitLastTogether(added: readonly StreamLanding[], state: string): Promise<void> {
    const isWhole = this.#all.every(({ status }) => status === "COMPLETE");
    const isSaved = this.#all.every(({ table, status }) => table.mode !== "replace" || status === "COMPLETE");
    const batches: [StreamLanding, Pending][] = [];
    for (const stream of added) {
      const { status, table, pending } = stream;
      if (!isSaved && table.mode === "append") continue;
      if (!isWhole && (status !== "COMPLETE" || table.mode === "append")) await pending.dropUncovered();
      if (pending.records > 0) batches.push([stream, pending]);
    }
    await this.#commit(batches, isSaved ? state : undefined);
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
    const body = message?.[type.toLowerCase()];
    if (!isJsonObject(body)) return;
    if (type === "STATE") this.#state(body, line);
    else this.#telling.message(type, body);
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
      this.#telling.error(`The source wrote a state of "${nameIn(stream)}", which it was not asked for.`);
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
    // rows that are prepared aside are nobody's yet, so a state that covers them waits for the end
    if (this.#all.some(({ table }) => table.mode === "replace")) return;
    if (size < limits.records && bytes < limits.bytes && !(Date.now() - sinceMs >= limits.ageMs)) return;
    const full = this.#all.filter(({ pending }) => pending.records > 0);
    this.#together.push({ batches: full.map((stream) => [stream, stream.renew()]), state });
  }
}

let nextBatch = 0;
