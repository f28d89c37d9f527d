import type { Batch, BatchSize, Misfit } from "../destinations/destination.js";
import { envelopeHead } from "../source/envelope.js";
import type { RecordLine } from "../source/record-line.js";
import type { Table } from "../tables/table.js";
import type { Pending } from "./pending.js";

/** What became of one stream, or what has become of it so far. */
export interface StreamOutcome {
  readonly stream: string;
  readonly table: Table;
  readonly read: number;
  /** In the destination for good. */
  readonly landed: number;
  /** Values that did not fit their column; they are in the extra column. */
  readonly misfits: readonly Misfit[];
  /** By the source's own word; undefined while it has said nothing. */
  readonly status: "COMPLETE" | "INCOMPLETE" | undefined;
  readonly error: string | undefined;
  /** How many records there will be, where the source has an idea of it. */
  readonly estimate: number | undefined;
  /** Milliseconds since the epoch: when the vendor's rate limit lets the source go on. */
  readonly waitingUntilMs: number | undefined;
  /** How many requests it took, where the source tells. */
  readonly requests: number | undefined;
}

/** The records of one stream on their way. */
export class StreamLanding implements StreamOutcome {
  readonly table: Table;
  readonly #newPending: () => Pending;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #limit: number;
  readonly #misfits = new Map<string, Misfit>();
  #pending: Pending;
  /** Batches that are large enough, and covered whole by their state. */
  readonly #due: Pending[] = [];
  #sinceState = 0;
  /** The last state of this run: it goes for records behind it too, when the stream ends well. */
  lastState: string | undefined;
  read = 0;
  landed = 0;
  status: StreamOutcome["status"];
  error: string | undefined;
  estimate: number | undefined;
  waitingUntilMs: number | undefined;
  requests: number | undefined;

  /** @param limit after so many records the stream is taken for complete. */
  constructor(table: Table, newPending: () => Pending, limit = Number.POSITIVE_INFINITY) {
    this.table = table;
    this.#newPending = newPending;
    this.#columns = new Map(table.columns.map(({ field, name }) => [field, name]));
    this.#limit = limit;
    this.#pending = newPending();
  }

  get stream(): string {
    return this.table.stream;
  }

  get misfits(): readonly Misfit[] {
    return [...this.#misfits.values()];
  }

  get isFull(): boolean {
    return this.read >= this.#limit;
  }

  get pending(): Pending {
    return this.#pending;
  }

  /** @returns whether the record's data is a JSON object. */
  add(record: RecordLine): boolean {
    if (this.isFull) return true;
    const head = envelopeHead(record, this.read, this.#columns);
    if (head === undefined) return false;
    this.#pending.add(head, record.data);
    this.read++;
    this.#sinceState++;
    this.waitingUntilMs = undefined;
    return true;
  }

  /**
   * A state came: it covers all records so far. What comes behind a limit is not landed, so its states are not either.
   *
   * @param said how many records the source says it wrote since the last one.
   * @returns what does not add up.
   */
  cover(state: string | undefined, said: unknown): string | undefined {
    if (this.isFull) return undefined;
    this.#pending.cover(state);
    this.lastState = state;
    const came = this.#sinceState;
    this.#sinceState = 0;
    if (typeof said !== "number" || said === came) return undefined;
    return `${this.stream}: the source says that it wrote ${said} records before a state; ${came} arrived.`;
  }

  /** Sets the batch aside to be landed, if it is large enough; all of it must be covered. */
  ripen({ records, bytes, ageMs }: BatchSize): void {
    const { pending } = this;
    const isOld = pending.records > 0 && Date.now() - pending.sinceMs >= ageMs;
    if (pending.records >= records || pending.bytes >= bytes || isOld) this.#due.push(this.renew());
  }

  /** Begins a new batch. @returns the one that ended. */
  renew(): Pending {
    const before = this.#pending;
    this.#pending = this.#newPending();
    return before;
  }

  /** The next batch to be landed; it is off the list. */
  takeDue(): Pending | undefined {
    return this.#due.shift();
  }

  get isDue(): boolean {
    return this.#due.length > 0;
  }

  batchOf({ file, longestLine, records, state }: Pending): Batch {
    return { table: this.table, file, longestLine, records, state };
  }

  hasLanded(records: number, misfits: readonly Misfit[]): void {
    this.landed += records;
    for (const { field, values, first } of misfits) {
      const before = this.#misfits.get(field);
      this.#misfits.set(field, { field, values: values + (before?.values ?? 0), first: before?.first ?? first });
    }
  }

  async remove(): Promise<void> {
    for (const batch of [...this.#due, this.#pending]) await batch.remove();
  }
}
