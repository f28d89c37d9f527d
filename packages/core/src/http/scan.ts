/** The marks of JSON, as bytes. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const SMALL_U = 0x75;

/** From so many bytes on a string is taken for a long one. */
const LONG = 24;

/** In place of the end of something that is not JSON. */
export const NOT_JSON = -1;

const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
const LITERALS = ["true", "false", "null"].map((word) => Buffer.from(word));

/**
 * Walks over JSON text without making values of it, as strict as `JSON.parse`: whatever is passed over can be parsed. Each
 * method takes the place of something's first byte and returns the place behind its last, or `NOT_JSON`. The bytes are
 * valid UTF-8.
 */
export class JsonScanner {
  readonly #bytes: Buffer;
  /** Whether a line break stood between tokens: what was passed over is not on one line. */
  hasBreaks = false;
  #mayLeap: boolean | undefined;
  /** The first backslash from where it was last looked for. */
  #backslash = -1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Where the next character that is no white space stands. */
  blanks(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (; ; at++) {
      const byte = bytes[at];
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.hasBreaks = true;
      else if (byte !== SPACE && byte !== TAB) return at;
    }
  }

  /** An object's key with its colon, up to the value. */
  key(from: number): number {
    const end = this.string(from);
    if (end === NOT_JSON) return NOT_JSON;
    const colon = this.blanks(end);
    return this.#bytes[colon] === COLON ? this.blanks(colon + 1) : NOT_JSON;
  }

  /**
   * An object's members, one after the other: `onMember` gets each name and the place of its value, and returns the place
   * behind that value, or `NOT_JSON`.
   */
  members(from: number, onMember: (name: string, value: number) => number): number {
    const bytes = this.#bytes;
    if (bytes[from] !== OPEN_BRACE) return NOT_JSON;
    let at = this.blanks(from + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      const value = this.key(at);
      if (value === NOT_JSON) return NOT_JSON;
      const end = onMember(this.#text(at), value);
      if (end === NOT_JSON) return NOT_JSON;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return NOT_JSON;
      at = this.blanks(at + 1);
    }
  }

  /** What a string that was passed over says. */
  #text(from: number): string {
    const text = this.#bytes.toString("utf8", from + 1, this.string(from) - 1);
    return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
  }

  /** Where the string that begins here ends; `NOT_JSON` if there is none. */
  string(from: number): number {
    const bytes = this.#bytes;
    if (bytes[from] !== QUOTE) return NOT_JSON;
    let at = from + 1;
    const longFrom = at + LONG;
    for (;;) {
      if (at === longFrom) at = this.#leap(at);
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) {
        at = this.#escape(at + 1);
        if (at === NOT_JSON) return NOT_JSON;
      } else if (byte !== undefined && byte >= SPACE) at++;
      else return NOT_JSON;
    }
  }

  /** Without recursion, for a server may nest as deep as it likes. */
  value(from: number): number {
    const bytes = this.#bytes;
    const open: number[] = []; // the marks that close what is open
    let at = from;
    for (;;) {
      const byte = bytes[at];
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        const close = byte + 2;
        at = this.blanks(at + 1);
        if (bytes[at] !== close) {
          open.push(close);
          if (close === CLOSE_BRACE) at = this.key(at);
          if (at === NOT_JSON) return NOT_JSON;
          continue;
        }
        at++;
      } else at = byte === QUOTE ? this.string(at) : this.#scalar(at);
      if (at === NOT_JSON) return NOT_JSON;
      at = this.#behind(at, open);
      if (at === NOT_JSON || open.length === 0) return at;
    }
  }

  /** From behind a value to the next one inside of what is open, or behind the outermost end. */
  #behind(from: number, open: number[]): number {
    const bytes = this.#bytes;
    let at = from;
    for (let close = open.at(-1); close !== undefined; close = open.at(-1)) {
      at = this.blanks(at);
      if (bytes[at] === COMMA) {
        at = this.blanks(at + 1);
        return close === CLOSE_BRACE ? this.key(at) : at;
      }
      if (bytes[at] !== close) return NOT_JSON;
      open.pop();
      at++;
    }
    return at;
  }

  /** Within a long string, to its next quote or backslash, which Node finds many times faster; only where no control character can be passed over. */
  #leap(at: number): number {
    this.#mayLeap ??= !hasControls(this.#bytes);
    if (!this.#mayLeap) return at;
    if (this.#backslash < at) {
      const found = this.#bytes.indexOf(BACKSLASH, at);
      this.#backslash = found < 0 ? this.#bytes.length : found;
    }
    const quote = this.#bytes.indexOf(QUOTE, at);
    return Math.min(quote < 0 ? this.#bytes.length : quote, this.#backslash);
  }

  #escape(at: number): number {
    const byte = this.#bytes[at] ?? 0;
    if (byte !== SMALL_U) return ESCAPES.has(byte) ? at + 1 : NOT_JSON;
    return /^[0-9a-f]{4}$/i.test(this.#bytes.toString("latin1", at + 1, at + 5)) ? at + 5 : NOT_JSON;
  }

  #scalar(from: number): number {
    const bytes = this.#bytes;
    const first = bytes[from] ?? 0;
    if (first !== MINUS && !isDigit(first)) {
      const word = LITERALS.find((literal) => literal[0] === first);
      if (word === undefined) return NOT_JSON;
      return word.every((byte, index) => bytes[from + index] === byte) ? from + word.length : NOT_JSON;
    }
    let at = first === MINUS ? from + 1 : from;
    at = bytes[at] === ZERO ? at + 1 : this.#digits(at);
    if (at !== NOT_JSON && bytes[at] === POINT) at = this.#digits(at + 1);
    if (at === NOT_JSON || ((bytes[at] ?? 0) | SPACE) !== SMALL_E) return at;
    const sign = bytes[at + 1];
    return this.#digits(sign === PLUS || sign === MINUS ? at + 2 : at + 1);
  }

  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (isDigit(bytes[at] ?? 0)) at++;
    return at === from ? NOT_JSON : at;
  }
}

/** Whether a byte below the blank is anywhere, looked at four at a time. */
function hasControls(bytes: Buffer): boolean {
  const aligned = (4 - (bytes.byteOffset % 4)) % 4;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, Math.max(0, bytes.length - aligned) >> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) return true;
  }
  const isControl = (byte: number) => byte < SPACE;
  return bytes.subarray(0, aligned).some(isControl) || bytes.subarray(aligned + words.length * 4).some(isControl);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
