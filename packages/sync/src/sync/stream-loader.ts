import type { Batch, BatchSize, TypeMismatch } from "../destinations/destination.js";
import type { RecordLine } from "../source/record-line.js";
import { RecordEncoder } from "../tables/envelope.js";
import { isStaged, type SchemaChange, type Table } from "../tables/table.js";
import type { BatchBuffer } from "./batch-buffer.js";
import { MismatchCounts } from "./mismatch-counts.js";
import type { PlannedStream } from "./plan.js";
import { problemText } from "./record-problem.js";
import { StreamBatches } from "./stream-batches.js";
import type { StreamOutcome } from "./stream-outcome.js";
import { Warnings } from "./warnings.js";

export interface StreamLoaderOptions {
  readonly newBuffer: () => BatchBuffer;
  /** After so many records the stream counts as complete. */
  readonly limit?: number | undefined;
  /** Whether the destination keeps all digits of numbers. */
  readonly isUntyped: boolean;
}

/**
 * Loads one stream until its source reports that the stream ended, or ends itself. A stream fails at its first error; the records before
 * its last state are still loaded. After a record or a state was lost, no state is saved.
 */
export class StreamLoader implements StreamOutcome {
  readonly table: Table;
  readonly changes: readonly SchemaChange[];
  readonly cursor: string | undefined;
  /** Whether a state can cover it. */
  readonly isResumable: boolean;
  /** What is not committed yet. */
  readonly batches: StreamBatches;
  readonly #encoder: RecordEncoder;
  readonly #limit: number;
  readonly #mismatches = new MismatchCounts();
  readonly #rounded = new MismatchCounts();
  readonly #warnings = new Warnings();
  #sinceState = 0;
  #status: StreamOutcome["status"];
  #error: string | undefined;
  #hasLost = false;
  #isAborted = false;
  #skipped: string | undefined;
  readonly #skippedParents = new Set<string>();
  readonly #skippedBefore: readonly string[] | undefined;
  /** The last state of this stream alone. */
  lastState: string | undefined;
  read = 0;
  loaded = 0;
  deleted = 0;
  estimate: number | undefined;
  waitingUntilMs: number | undefined;
  requests: number | undefined;
  rows: number | undefined;

  constructor(
    { table, changes, cursor, isResumable, failure, skippedBefore, privacy }: PlannedStream,
    { newBuffer, limit, isUntyped }: StreamLoaderOptions,
  ) {
    this.table = table;
    this.changes = changes;
    this.cursor = cursor.length === 0 ? undefined : cursor.join(".");
    this.isResumable = isResumable;
    this.#skippedBefore = skippedBefore;
    this.batches = new StreamBatches(newBuffer);
    const filter = privacy?.filter;
    this.#encoder = new RecordEncoder(table, { isUntyped, filter: filter && ((record) => filter.applied(record)) });
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    if (failure !== undefined) this.fail(failure);
  }

  get stream(): string {
    return this.table.label;
  }

  get status(): StreamOutcome["status"] {
    return this.#status;
  }

  get error(): string | undefined {
    return this.#error;
  }

  get typeMismatches(): readonly TypeMismatch[] {
    return this.#mismatches.all;
  }

  get warnings(): readonly string[] {
    return this.#warnings.all;
  }

  /** The user should know this of the stream, although it has not failed. */
  warn(text: string): void {
    this.#warnings.add(text);
  }

  /** Fields with numbers of more digits than a double holds. */
  get rounded(): readonly TypeMismatch[] {
    return this.#rounded.all;
  }

  /** Whether it has as many records as were asked for. */
  get isFull(): boolean {
    return this.read >= this.#limit;
  }

  /** Whether a record or a state of it could not be read: nothing that follows may be saved as a state. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  get isComplete(): boolean {
    return this.#status === "COMPLETE";
  }

  /** @returns false if the record's data is not one JSON object. */
  add(record: RecordLine): boolean {
    if (this.isFull || this.#hasLost || this.#isAborted) return true;
    const encoded = this.#encoder.encode(record.data, this.read, record.emittedAt);
    if (encoded === "not an object") return false;
    if (encoded === "no key" || encoded === "too deep") {
      this.lose(problemText(encoded, this.read + 1, this.table));
      return true;
    }
    this.batches.current.add(encoded.head, encoded.record ?? record.data, encoded.isDeleted);
    if (encoded.rounded !== undefined && this.table.mode !== "reconcile") {
      this.#rounded.add(encoded.rounded.map((field) => ({ field, values: 1, first: this.read })));
    }
    this.read++;
    this.#sinceState++;
    this.waitingUntilMs = undefined;
    return true;
  }

  /**
   * A state came: it covers all records so far, unless a limit has cut them off.
   *
   * @param text the state of this stream; undefined for one that streams share.
   */
  checkpoint(text: string | undefined): void {
    if (this.isFull || this.#hasLost || this.#isAborted) return;
    this.batches.current.cover();
    this.lastState = text;
    this.#sinceState = 0;
  }

  /** How many records came since the last state, and are not covered by it. */
  get sinceState(): number {
    return this.#sinceState;
  }

  /** The current batch is ready if it is large enough; the last state covers all of it, or it is staged. */
  flushIfFull(size: BatchSize): void {
    this.batches.flushIfFull(size, this.lastState);
  }

  /** The source reports how the stream ended. A later COMPLETE does not undo an error. */
  report(status: "COMPLETE" | "INCOMPLETE"): void {
    if (this.#error !== undefined) return;
    this.#status = status;
    if (status === "COMPLETE") this.#failIfRowsWouldBeLost();
  }

  /** The first error is the one that is reported. */
  fail(error: string): void {
    this.#error ??= error;
    this.#status = "INCOMPLETE";
  }

  /** The API refuses all of the stream, and the source passes over that: its table stays as it is. */
  skip(reason: string): void {
    this.#skipped = reason;
  }

  get skipped(): string | undefined {
    return this.#error === undefined ? this.#skipped : undefined;
  }

  /** The source skipped a parent that the API refuses. */
  skipParent(parent: string): void {
    this.#skippedParents.add(parent);
  }

  /** Where the table would be replaced, the rows of a parent would be lost that was read before, and is skipped now. */
  #failIfRowsWouldBeLost(): void {
    const before = this.#skippedBefore;
    const parent = before && this.skippedParents.find((one) => !before.includes(one));
    if (parent === undefined) return;
    this.fail(
      `${parent} was skipped because the API refuses it, but ${this.table.schema}.${this.table.name} may have rows of it, which are kept: ` +
        `the table was not replaced. Run the sync again; if the parent is gone for good, add --full-refresh --streams ${this.stream}.`,
    );
  }

  get skippedParents(): readonly string[] {
    return this.skipped === undefined ? [...this.#skippedParents] : [];
  }

  /** A record or a state of the stream could not be read. */
  lose(error: string): void {
    this.fail(error);
    this.#hasLost = true;
  }

  /** Its table takes no more records: what is not committed is dropped. */
  async abort(error: string): Promise<void> {
    this.fail(error);
    this.#isAborted = true;
    await this.batches.clear();
    this.lastState = undefined;
    if (isStaged(this.table)) this.dropStaged();
  }

  /** Its staged rows do not become its table's. */
  dropStaged(): void {
    this.loaded = 0;
    this.deleted = 0;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  batchOf({ file, longestLine, records }: BatchBuffer): Batch {
    return { table: this.table, file, longestLine, records };
  }

  /** Of a table that is reconciled no record is loaded. */
  addLoaded({ records, deleted }: BatchBuffer, mismatches: readonly TypeMismatch[]): void {
    if (this.table.mode === "reconcile") return;
    this.loaded += records;
    this.deleted += deleted;
    this.#mismatches.add(mismatches);
  }

  /** The table as its stream ended: after a read that passed over parents, rows that are missing are not gone. */
  get finished(): Table {
    const { absent } = this.table;
    if (absent === undefined || this.#skippedParents.size === 0) return this.table;
    return { ...this.table, absent: { ...absent, how: "keep" } };
  }
}
