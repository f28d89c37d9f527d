import type { ConnectorError } from "../errors/connector-error.js";

/** What a read has walked through so far. */
export class Walks {
  pages = 0;
  slices = 0;
  /** Slices that an earlier attempt has read. */
  done = 0;
  /** The parent whose slice was last read to its end. */
  lastRead: string | undefined;
  /** The first refusal of a parent. */
  refusal: ConnectorError | undefined;
  readonly #refused = new Set<string>();
  #skipped = 0;

  /** From now on the slices of this parent are left out: what is refused once is refused for each window of time. */
  refuse(parent: string, error: ConnectorError): void {
    this.#refused.add(parent);
    this.refusal ??= error;
    this.#skipped++;
  }

  /** True for a slice that is to be left out; it is counted as such. */
  isRefused(parent: string): boolean {
    const isRefused = this.#refused.has(parent);
    if (isRefused) this.#skipped++;
    return isRefused;
  }

  get isAllRefused(): boolean {
    return this.#skipped === this.slices;
  }

  /** For the summary. */
  end(reason: string): string {
    if (this.slices === 0) return "its parent has no records";
    const pages = `${this.pages} ${this.pages === 1 ? "page" : "pages"}`;
    const slices = this.slices === 1 ? "" : ` of ${this.slices} slices`;
    const skipped = this.#skipped === 0 ? "" : `, ${this.#skipped} skipped`;
    const done = this.done === 0 ? "" : `, ${this.done} read by an earlier attempt`;
    return `${reason} after ${pages}${slices}${skipped}${done}`;
  }
}
