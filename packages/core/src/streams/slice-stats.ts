import type { ConnectorError } from "../errors/connector-error.js";

/** Counts the slices and pages of a read. */
export class SliceStats {
  pages = 0;
  slices = 0;
  /** Slices that an earlier attempt read. */
  alreadyRead = 0;
  /** Records whose cursor value is not a readable time. */
  unreadable = 0;
  /** The parent whose slice was last read to its end. */
  lastRead: string | undefined;
  /** The first error because of which a slice was skipped. */
  refusal: ConnectorError | undefined;
  readonly #refusedParents = new Set<string>();
  #skipped = 0;

  /** Skips a slice, and with it the later ones of its parent: each time window would be refused alike. */
  skip(parent: string, error: ConnectorError): void {
    this.#refusedParents.add(parent);
    this.refusal ??= error;
    this.#skipped++;
  }

  /** Whether the parent of a slice was refused before; the slice is then counted as skipped. */
  skipIfRefused(parent: string): boolean {
    const isRefused = this.#refusedParents.has(parent);
    if (isRefused) this.#skipped++;
    return isRefused;
  }

  get isAllSkipped(): boolean {
    return this.#skipped === this.slices;
  }

  /** For the summary. */
  summary(reason: string): string {
    if (this.slices === 0) return "its parent has no records";
    const pages = `${this.pages} ${this.pages === 1 ? "page" : "pages"}`;
    const slices = this.slices === 1 ? "" : ` of ${this.slices} slices`;
    const skipped = this.#skipped === 0 ? "" : `, ${this.#skipped} skipped`;
    const earlier = this.alreadyRead === 0 ? "" : `, ${this.alreadyRead} read by an earlier attempt`;
    return `${reason} after ${pages}${slices}${skipped}${earlier}`;
  }
}
