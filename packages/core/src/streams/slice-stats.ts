import type { ConnectorError } from "../errors/connector-error.js";
import { SkippedError } from "../errors/skipped-error.js";

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
  /** The first error because of which a slice was skipped, and the first of them by a rule that is not for the whole stream. */
  #refusal: ConnectorError | undefined;
  #partRefusal: ConnectorError | undefined;
  readonly #refusedParents = new Set<string>();
  #skipped = 0;

  /** Skips a slice, and with it the later ones of its parent: each time window would be refused alike. */
  skip(parent: string, error: ConnectorError): void {
    this.#refusedParents.add(parent);
    this.#refusal ??= error;
    if (error.rule?.skip?.wholeStream !== true) this.#partRefusal ??= error;
    this.#skipped++;
  }

  /** Whether the parent of a slice was refused before; the slice is then counted as skipped. */
  skipIfRefused(parent: string): boolean {
    const isRefused = this.#refusedParents.has(parent);
    if (isRefused) this.#skipped++;
    return isRefused;
  }

  /** The error of a stream of which every slice was skipped; undefined if something was read, or there was nothing to read. */
  wholeRefusal(stream: string): ConnectorError | undefined {
    if (this.#refusal === undefined || this.#skipped < this.slices) return undefined;
    if (this.#partRefusal !== undefined) return this.#partRefusal;
    const { status, detail, rule } = this.#refusal;
    return new SkippedError(
      `The API refuses all of the stream ${stream}${status === undefined ? "" : ` (HTTP ${status})`}. ${rule?.skip?.text}`,
      { ...(status !== undefined && { status }), ...(detail !== undefined && { detail }) },
    );
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
