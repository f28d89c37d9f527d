import { TransientError } from "../errors/connector-error.js";
import { KeyDeduplicator } from "./key-deduplicator.js";
import type { RawRecords } from "./raw-records.js";

/** Compares the number of records of one list with the total that the API reports. */
export class TotalCheck {
  /** Over all reads of the list; undefined where each record counts. */
  readonly #keys: KeyDeduplicator | undefined;
  #isStarted = false;
  #total: number | undefined;
  /** In this read: all records, or those without a key. */
  #unkeyed = 0;

  /** @param key of records that may come twice, so that different ones are counted; undefined where none does. */
  constructor(key: readonly string[] | undefined) {
    this.#keys = key === undefined ? undefined : new KeyDeduplicator(key);
  }

  /** The list is read from its start, perhaps again. */
  start(): void {
    this.#isStarted = false;
    this.#unkeyed = 0;
  }

  /**
   * Counts a page.
   *
   * @param count how many records the API sent, which may be more than the stream makes of them.
   * @param total only the first page's counts: a record deleted during the read lowers the total and hides another record.
   */
  add(records: RawRecords, count: number, total: number | undefined): void {
    if (!this.#isStarted) this.#total = total ?? this.#total;
    this.#isStarted = true;
    if (this.#total === undefined) return;
    const before = this.#keyed;
    const passed = this.#keys === undefined || count !== records.count ? count : this.#keys.filter(records).count;
    this.#unkeyed += passed - (this.#keyed - before);
  }

  get isIncomplete(): boolean {
    return this.#total !== undefined && this.#count < this.#total;
  }

  toString(): string {
    const noun = this.#keys === undefined ? "records" : "different records";
    return `Got ${this.#count} ${noun}, but the API reported ${this.#total}`;
  }

  /** The error of a list that stays incomplete; transient, because the same list may be complete later. */
  incompleteError(endpoint: string, reads: number): TransientError {
    const each = reads === 1 ? "" : ` in each of ${reads} reads`;
    return new TransientError(`${endpoint}: ${this}${each}. Records may have changed during the read; run it again.`);
  }

  get #count(): number {
    return this.#unkeyed + this.#keyed;
  }

  get #keyed(): number {
    return this.#keys?.count ?? 0;
  }
}
