import {
  BACKSLASH,
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  COLON,
  COMMA,
  ESCAPES,
  hasControls,
  isPlain,
  LINE_FEED,
  NOT_JSON,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SMALL_U,
  SPACE,
  scalarEnd,
  TAB,
} from "./json-bytes.js";
import { expectedName, NO_NAME, nameAt } from "./member-names.js";

export { NOT_JSON };

/** A string is searched with `indexOf` from so many bytes on. */
const LONG = 64;

/** A value with more open arrays and objects than the scanner permits. */
export class TooDeepError extends Error {}

/**
 * Scans JSON text without building values, as strictly as `JSON.parse`: whatever it accepts can be parsed. Each method takes
 * the index of something's first byte and returns the index after its last, or `NOT_JSON`. The bytes are valid UTF-8.
 */
export class JsonScanner {
  readonly #bytes: Buffer;
  readonly #depthLimit: number;
  /** The marks that close the arrays and objects which are open. */
  readonly #open: number[] = [];
  /** Whether there was a line break between tokens: the scanned text is not on one line. */
  hasBreaks = false;
  /** How many arrays and objects were open at once in a scanned value. */
  maxDepth = 0;
  /** How many arrays, objects and members of objects were scanned, which determine the memory of a parsed value. */
  nodes = 0;
  #mayLeap: boolean | undefined;
  /** Where the last search for each ended. They are searched again only behind it: a long text may have an escape in each line. */
  #backslash = -1;
  #quote = -1;

  /** @param depthLimit how many arrays and objects may be open at once; `value` throws a TooDeepError for more. */
  constructor(bytes: Buffer, depthLimit = Number.POSITIVE_INFINITY) {
    this.#bytes = bytes;
    this.#depthLimit = depthLimit;
  }

  /** The index of the next character that is not white space; most APIs send none. */
  blanks(from: number): number {
    const byte = this.#bytes[from];
    return byte !== undefined && byte > SPACE ? from : this.#skipped(from);
  }

  #skipped(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; ; at++) {
      const byte = bytes[at];
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.hasBreaks = true;
      else if (byte !== SPACE && byte !== TAB) return at;
    }
  }

  /** An object's key with its colon, up to the value. */
  key(from: number): number {
    const end = this.string(from);
    return end === NOT_JSON ? NOT_JSON : this.#colon(end);
  }

  #colon(from: number): number {
    this.nodes++;
    const colon = this.blanks(from);
    return this.#bytes[colon] === COLON ? this.blanks(colon + 1) : NOT_JSON;
  }

  /**
   * An object's members, one after the other: `onMember` gets each name, the index of its value and that of its key, and returns
   * the index after the value, or `NOT_JSON`.
   */
  members(from: number, onMember: (name: string, value: number, key: number) => number): number {
    const bytes = this.#bytes;
    if (bytes[from] !== OPEN_BRACE) return NOT_JSON;
    let at = this.blanks(from + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    let name = NO_NAME;
    for (;;) {
      const expected = expectedName(name, bytes, at);
      const nameEnd = expected === undefined ? this.string(at) : at + expected.bytes.length;
      const value = nameEnd === NOT_JSON ? NOT_JSON : this.#colon(nameEnd);
      if (value === NOT_JSON) return NOT_JSON;
      name = expected ?? nameAt(name, bytes, at, nameEnd);
      const end = onMember(name.text, value, at);
      if (end === NOT_JSON) return NOT_JSON;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return NOT_JSON;
      at = this.blanks(at + 1);
    }
  }

  /** The index after the string that begins here; `NOT_JSON` if there is none. */
  string(from: number): number {
    const bytes = this.#bytes;
    if (bytes[from] !== QUOTE) return NOT_JSON;
    for (let at = from + 1; ; ) {
      const longFrom = at + LONG;
      while (at !== longFrom && isPlain(bytes, at)) at++;
      if (at === longFrom) {
        at = this.#leap(at);
        while (isPlain(bytes, at)) at++;
      }
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) return NOT_JSON;
      at = this.#escape(at + 1);
      if (at === NOT_JSON) return NOT_JSON;
    }
  }

  /** Without recursion, because a server may nest as deep as it likes. */
  value(from: number): number {
    const bytes = this.#bytes;
    const open = this.#open;
    let depth = 0;
    for (let at = from; ; ) {
      const byte = bytes[at];
      if (byte === QUOTE) at = this.string(at);
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        const close = byte + 2;
        this.nodes++;
        at = this.blanks(at + 1);
        if (bytes[at] !== close) {
          if (depth === this.#depthLimit) throw new TooDeepError(`more than ${depth} open arrays and objects`);
          open[depth++] = close;
          if (depth > this.maxDepth) this.maxDepth = depth;
          if (close === CLOSE_BRACE) at = this.key(at);
          if (at === NOT_JSON) return NOT_JSON;
          continue;
        }
        at++;
      } else at = scalarEnd(bytes, at);
      if (at === NOT_JSON) return NOT_JSON;
      // behind a value: to the next one in the same array or object, or to the end of the outermost one
      for (; depth > 0; depth--, at++) {
        at = this.blanks(at);
        const close = open[depth - 1];
        if (bytes[at] === COMMA) {
          at = this.blanks(at + 1);
          if (close === CLOSE_BRACE) at = this.key(at);
          if (at === NOT_JSON) return NOT_JSON;
          break;
        }
        if (bytes[at] !== close) return NOT_JSON;
      }
      if (depth === 0) return at;
    }
  }

  /**
   * Within a long string, to its next quote or backslash, which Node finds many times faster. Only if the text has no control
   * character that would be skipped.
   */
  #leap(at: number): number {
    this.#mayLeap ??= !hasControls(this.#bytes);
    if (!this.#mayLeap) return at;
    if (this.#backslash < at) this.#backslash = this.#find(BACKSLASH, at);
    if (this.#quote < at) this.#quote = this.#find(QUOTE, at);
    return Math.min(this.#quote, this.#backslash);
  }

  #find(mark: number, at: number): number {
    const found = this.#bytes.indexOf(mark, at);
    return found < 0 ? this.#bytes.length : found;
  }

  #escape(at: number): number {
    const byte = this.#bytes[at] ?? 0;
    if (byte !== SMALL_U) return ESCAPES.has(byte) ? at + 1 : NOT_JSON;
    return /^[0-9a-f]{4}$/i.test(this.#bytes.toString("latin1", at + 1, at + 5)) ? at + 5 : NOT_JSON;
  }
}
