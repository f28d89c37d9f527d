/** Where a run is shown: lines cut to the width of the terminal, without the secrets that are known so far. */
export class Screen {
  readonly #width = process.stdout.columns ?? 120;
  readonly #mask: (text: string) => string;

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** A text of one or more lines, in full. */
  print(text: string): void {
    process.stdout.write(`${this.#mask(text)}\n`);
  }

  /** One line, cut to the width. */
  line(text: string): void {
    const masked = onOneLine(this.#mask(text));
    process.stdout.write(`${masked.length > this.#width ? `${masked.slice(0, this.#width - 1)}…` : masked}\n`);
  }
}

/** Escape codes and line ends of an API's records must not reach the terminal. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
