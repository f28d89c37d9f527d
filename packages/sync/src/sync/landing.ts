import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { BatchSize, Destination } from "../destinations/destination.js";
import type { LineSink } from "../source/child.js";
import { messageIn } from "../source/message.js";
import { memberIn, RecordGuess, type RecordLine, recordIn } from "../source/record-line.js";
import { streamKey, type Table } from "../tables/table.js";
import { Commits } from "./commits.js";
import type { Notes } from "./notes.js";
import { Pending } from "./pending.js";
import { StreamLanding, type StreamOutcome } from "./stream-landing.js";
import { nameIn, Telling } from "./telling.js";

/** Unless told. */
export const BATCH_SIZE: BatchSize = { records: 25_000, bytes: 32 * 1024 * 1024, ageMs: 10_000 };

/** Takes a source's lines, and lands its records: those that a state covers, with that state. */
export class Landing implements LineSink {
  readonly #batchSize: BatchSize;
  readonly #streams: ReadonlyMap<string, StreamLanding>;
  readonly #all: readonly StreamLanding[];
  readonly #telling: Telling;
  readonly #commits: Commits;
  /** Lines that were no message, and what happened beside the streams, for the person. */
  readonly notes: Notes;
  /** The last state of all streams, where the source keeps one for all. */
  #shared: string | undefined;
  readonly #guess = new RecordGuess();

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
    this.#batchSize = options.batchSize ?? BATCH_SIZE;
    const newPending = () => new Pending(join(options.folder, `batch-${nextBatch++}.ndjson`));
    this.#streams = new Map(tables.map((table) => [table.stream, new StreamLanding(table, newPending, options.limit)]));
    this.#all = [...this.#streams.values()];
    this.#telling = new Telling(this.#streams, options.notes);
    this.#commits = new Commits(destination, this.#all);
  }

  get outcomes(): readonly StreamOutcome[] {
    return this.#all;
  }

  /** Errors that name no stream. */
  get errors(): readonly string[] {
    return this.#telling.errors;
  }

  /** Whether every stream has as many records as were asked for. */
  get isFull(): boolean {
    return this.#all.every(({ isFull }) => isFull);
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

  /** @returns when the source may go on. */
  settled(): Promise<void> {
    return this.#commits.settled();
  }

  /**
   * The source has ended. Streams that are whole are landed to their last record; of the others what their state covers.
   *
   * @param failure why the source failed as a whole, if it did: then a stream counts as whole only if the source said so.
   */
  async finish(failure: string | undefined): Promise<void> {
    await this.#commits.ended();
    for (const stream of this.#all) {
      const said = stream.isFull ? "COMPLETE" : stream.status;
      const isWhole = said === undefined ? failure === undefined && !this.#telling.tellsStatus : said === "COMPLETE";
      stream.status = isWhole && stream.error === undefined ? "COMPLETE" : "INCOMPLETE";
      if (stream.status === "COMPLETE") continue;
      stream.error ??= this.errors[0] ?? failure ?? "The source did not say that the stream is complete.";
    }
    await this.#commits.finish(this.#shared);
  }

  /** Removes what is not landed. */
  close(): Promise<void> {
    return this.#commits.close();
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
    this.#commits.together({ batches: full.map((stream) => [stream, stream.renew()]), state });
  }
}

let nextBatch = 0;
