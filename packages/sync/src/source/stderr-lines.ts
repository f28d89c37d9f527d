/** How much of all lines is kept, in characters. */
const MAX_KEPT = 8_000;

/** How much of one line is read, in characters. */
const MAX_LINE = 64_000;

/** Stands for the rest of a line: a redactor takes what precedes it for the start of a secret that was cut. */
const CUT = "…";

/** What a program writes to stderr, line by line: a secret may be cut by a piece of output, but a line is masked whole. */
export class StderrLines {
  readonly #masked: (text: string) => string;
  readonly #onLine: (line: string) => void;
  #line = "";
  /** The last of it, without secrets. */
  last = "";

  constructor(masked: (text: string) => string, onLine: (line: string) => void) {
    this.#masked = masked;
    this.#onLine = onLine;
  }

  push(text: string): void {
    const [first = "", ...others] = text.split("\n");
    this.#add(first);
    for (const part of others) {
      this.#emit("\n");
      this.#add(part);
    }
  }

  end(): void {
    if (this.#line !== "") this.#emit("");
  }

  #add(part: string): void {
    if (this.#line.length < MAX_LINE) this.#line += part;
  }

  #emit(end: string): void {
    const line = this.#masked(this.#line.length > MAX_LINE ? this.#line.slice(0, MAX_LINE) + CUT : this.#line);
    this.#line = "";
    this.last = (this.last + line + end).slice(-MAX_KEPT);
    this.#onLine(line);
  }
}
