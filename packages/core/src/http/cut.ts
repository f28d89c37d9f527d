/**
 * Cuts records out of a JSON body, so that each goes to stdout as the API sent it: every digit of a number survives, nothing
 * is written anew, and what nobody looks at is not parsed.
 */
import { CLOSE_BRACKET, COMMA, JsonScanner, NOT_JSON, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./scan.js";

const SPACE = 0x20;

/** A list that was cut out of a body. */
export interface Cut {
  /** One line each, as views on the body where it was written so. */
  readonly elements: readonly Buffer[];
  /** The body with an empty list in place of this one: JSON too. */
  readonly around: Buffer;
}

/** Where a list lies in a body, brackets included, and its elements. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly elements: readonly Buffer[];
}

/** The list at a dotted path; undefined if there is none, or the body is not JSON. */
export function cutList(body: Buffer, path: string): Cut | undefined {
  const scanner = new JsonScanner(body);
  const found = new ListFinder(body, scanner).find(path === "" ? [] : path.split("."));
  if (found === undefined) return undefined;
  const elements = scanner.hasBreaks ? found.elements.map(oneLine) : found.elements;
  return {
    elements,
    around: Buffer.concat([body.subarray(0, found.start), EMPTY_LIST, body.subarray(found.end)]),
  };
}

const EMPTY_LIST = Buffer.from("[]");

/** The whole body as one record; undefined if it is not JSON. */
export function cutWhole(body: Buffer): Buffer | undefined {
  const scanner = new JsonScanner(body);
  const start = scanner.blanks(0);
  const end = scanner.value(start);
  if (end === NOT_JSON || scanner.blanks(end) !== body.length) return undefined;
  return oneLine(body.subarray(start, end));
}

class ListFinder {
  readonly #body: Buffer;
  readonly #scanner: JsonScanner;
  #found: Span | undefined;

  constructor(body: Buffer, scanner: JsonScanner) {
    this.#body = body;
    this.#scanner = scanner;
  }

  /** Passes over the whole body, for what follows the list may be broken. */
  find(path: readonly string[]): Span | undefined {
    const scanner = this.#scanner;
    const end = this.#value(scanner.blanks(0), path);
    return end !== NOT_JSON && scanner.blanks(end) === this.#body.length ? this.#found : undefined;
  }

  /** A value on the way to the list. Of repeated keys the last counts, as in `JSON.parse`. */
  #value(at: number, path: readonly string[]): number {
    this.#found = undefined;
    if (path.length === 0 && this.#body[at] === OPEN_BRACKET) return this.#list(at);
    if (path.length > 0 && this.#body[at] === OPEN_BRACE) return this.#object(at, path);
    return this.#scanner.value(at);
  }

  #object(start: number, [name, ...rest]: readonly string[]): number {
    const scanner = this.#scanner;
    return scanner.members(start, (member, value) =>
      member === name ? this.#value(value, rest) : scanner.value(value),
    );
  }

  #list(start: number): number {
    const scanner = this.#scanner;
    const elements: Buffer[] = [];
    let at = scanner.blanks(start + 1);
    for (let isFirst = true; !isFirst || this.#body[at] !== CLOSE_BRACKET; isFirst = false) {
      const end = scanner.value(at);
      if (end === NOT_JSON) return NOT_JSON;
      elements.push(this.#body.subarray(at, end));
      at = scanner.blanks(end);
      if (this.#body[at] === CLOSE_BRACKET) break;
      if (this.#body[at] !== COMMA) return NOT_JSON;
      at = scanner.blanks(at + 1);
    }
    this.#found = { start, end: at + 1, elements };
    return at + 1;
  }
}

/** A pretty-printed record on one line: line breaks stand between tokens only, for JSON escapes them inside strings. */
function oneLine(record: Buffer): Buffer {
  if (!record.includes(0x0a) && !record.includes(0x0d)) return record;
  const scanner = new JsonScanner(record);
  const line = Buffer.allocUnsafe(record.length);
  let length = 0;
  for (let at = 0; at < record.length; ) {
    const end = record[at] === QUOTE ? scanner.string(at) : at + 1;
    if ((record[at] ?? 0) > SPACE) length += record.copy(line, length, at, end);
    at = end;
  }
  return line.subarray(0, length);
}
