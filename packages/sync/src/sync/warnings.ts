/** More warnings would not be read. */
const MAX_SHOWN = 20;

/** Warnings for the user: each text once, and a limited number of them. */
export class Warnings {
  readonly #texts = new Set<string>();
  readonly #noun: string;
  #more = 0;

  /** @param noun what they are, for the line that counts those that are left out. */
  constructor(noun = "warnings") {
    this.#noun = noun;
  }

  add(text: string): void {
    if (this.#texts.has(text)) return;
    if (this.#texts.size < MAX_SHOWN) this.#texts.add(text);
    else this.#more++;
  }

  /** All of these and further ones. */
  with(texts: Iterable<string>): readonly string[] {
    const both = new Warnings(this.#noun);
    for (const text of [...this.#texts, ...texts]) both.add(text);
    both.#more += this.#more;
    return both.all;
  }

  get all(): readonly string[] {
    return this.#more === 0 ? [...this.#texts] : [...this.#texts, `… and ${this.#more} more ${this.#noun}`];
  }
}
