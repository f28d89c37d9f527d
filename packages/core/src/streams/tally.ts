import { TransientError } from "../errors/connector-error.js";
import { Distinct } from "./distinct.js";
import type { Rows } from "./rows.js";

/** Counts what comes of one list, and holds it against how many records the API promises of it. */
export class Tally {
  /** Over all reads of the list; undefined where each row counts. */
  readonly #different: Distinct | undefined;
  #isBegun = false;
  #promised: number | undefined;
  /** In this read: all rows, or those that no key tells from others. */
  #rows = 0;

  /** @param key of records that may come twice, so that the different ones are counted; undefined where none does. */
  constructor(key: readonly string[] | undefined) {
    this.#different = key === undefined ? undefined : new Distinct(key);
  }

  /** The list is read from its start. */
  begin(): void {
    this.#isBegun = false;
    this.#rows = 0;
  }

  /**
   * Takes a page in.
   *
   * @param promised the first page's word counts: a row that is deleted meanwhile hides another, and the total falls.
   */
  add(rows: Rows, promised: number | undefined): void {
    if (!this.#isBegun) this.#promised = promised ?? this.#promised;
    this.#isBegun = true;
    if (this.#promised === undefined) return;
    const before = this.#keys;
    const { count } = this.#different?.keep(rows) ?? rows;
    this.#rows += count - (this.#keys - before);
  }

  get isShort(): boolean {
    return this.#promised !== undefined && this.#came < this.#promised;
  }

  toString(): string {
    const what = this.#different === undefined ? "records" : "different records";
    return `${this.#came} ${what} came, but the API promised ${this.#promised}`;
  }

  /** The failure that it is to fall short. Later the same list may well be whole. */
  shortfall(endpoint: string, reads: number): TransientError {
    const each = reads === 1 ? "" : `, in each of ${reads} reads`;
    return new TransientError(`${endpoint}: ${this}${each}. Something is missing; try again when the list is at rest.`);
  }

  get #came(): number {
    return this.#rows + this.#keys;
  }

  get #keys(): number {
    return this.#different?.count ?? 0;
  }
}
