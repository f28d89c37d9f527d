export { seeded } from "@sluice/testkit";

const LETTERS = [
  '"',
  "\\",
  "/",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  " ",
  "\n",
  "\t",
  "\u0000",
  "a",
  "é",
  "🔑",
  "\u2028",
  "x",
];

const BLANKS = ["", "", "", " ", "\n", "\r\n  ", "\t"];

/** Generates random JSON texts: unusual strings, numbers of any form, repeated keys, blanks and line breaks anywhere. */
export class RandomJson {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A text that `JSON.parse` accepts, with a list at its top or under `list`. */
  body(): { readonly text: string; readonly path: string } {
    const list = this.#list(3);
    if (this.#random() < 0.3) return { text: `${this.#blank()}${list}${this.#blank()}`, path: "" };
    const fields = [this.#field(2), this.#field(2), `"list"${this.#blank()}:${this.#blank()}${list}`, this.#field(2)];
    if (this.#random() < 0.3) fields.push(`"l\\u0069st":${this.#list(1)}`);
    return { text: `${this.#blank()}{${this.#blank()}${fields.join(this.#comma())}${this.#blank()}}`, path: "list" };
  }

  #value(depth: number): string {
    const kind = Math.floor(this.#random() * (depth > 0 ? 7 : 5));
    switch (kind) {
      case 0:
        return this.#text();
      case 1:
        return this.#number();
      case 2:
        return this.#pick(["true", "false", "null"]);
      case 3:
        return this.#pick(["{}", "[]", "{ }", "[\n]", '""']);
      case 4:
        return String(Math.floor(this.#random() * 1e6));
      case 5:
        return this.#list(depth - 1);
      default:
        return `{${this.#blank()}${this.#several(() => this.#field(depth - 1))}${this.#blank()}}`;
    }
  }

  #list(depth: number): string {
    return `[${this.#blank()}${this.#several(() => this.#value(depth))}${this.#blank()}]`;
  }

  #field(depth: number): string {
    const name = this.#random() < 0.5 ? `"${this.#pick(["a", "b", "List", "lis", "listt"])}"` : this.#text();
    return `${name === '"list"' ? '"other"' : name}${this.#blank()}:${this.#blank()}${this.#value(depth)}`;
  }

  #several(make: () => string): string {
    return Array.from({ length: Math.floor(this.#random() * 5) }, make).join(this.#comma());
  }

  #text(): string {
    const letters = Array.from({ length: Math.floor(this.#random() * 8) }, () => this.#pick(LETTERS)).join("");
    const written = JSON.stringify(letters);
    return this.#random() < 0.3 ? written.replaceAll("a", "\\u0061").replaceAll("/", "\\/") : written;
  }

  #number(): string {
    const digits = String(Math.floor(this.#random() * 1e9));
    return this.#pick([
      `-${digits}`,
      `0.${digits}`,
      `1${digits}${digits}${digits}`,
      `${digits}.50`,
      `1e${digits[0]}`,
      "-0",
    ]);
  }

  #comma(): string {
    return `${this.#blank()},${this.#blank()}`;
  }

  #blank(): string {
    return this.#pick(BLANKS);
  }

  #pick(options: readonly string[]): string {
    return options[Math.floor(this.#random() * options.length)] ?? "";
  }
}
