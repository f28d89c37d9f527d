/** More of them nobody reads. */
const KEPT = 20;

/** What a person should know though nothing failed: each thing once, and not without end. */
export class Notes {
  readonly #texts = new Set<string>();
  #more = 0;

  add(text: string): void {
    if (this.#texts.has(text)) return;
    if (this.#texts.size < KEPT) this.#texts.add(text);
    else this.#more++;
  }

  get all(): readonly string[] {
    return this.#more === 0 ? [...this.#texts] : [...this.#texts, `… and ${this.#more} more notes`];
  }
}
