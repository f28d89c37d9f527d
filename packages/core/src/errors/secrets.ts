import { redactor } from "./redact.js";

/** The secrets of a run: those of the config, and those that are fetched later. */
export class Secrets {
  readonly #values = new Set<string>();
  #redact = redactor([]);

  constructor(values: Iterable<string> = []) {
    this.add(...values);
  }

  /** Masks these values in all texts from now on. */
  add(...values: readonly string[]): void {
    for (const value of values) this.#values.add(value);
    this.#redact = redactor(this.#values);
  }

  /** The text with every secret replaced by `****`. */
  mask(text: string): string {
    return this.#redact(text);
  }
}
