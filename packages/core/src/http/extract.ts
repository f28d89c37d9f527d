/**
 * Cuts records out of a JSON body, so that each is written as the API sent it: every digit of a number is kept, nothing
 * is rewritten, and values that are not needed are not parsed.
 */
import {
  CARRIAGE_RETURN,
  CLOSE_BRACKET,
  COMMA,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from "./json-bytes.js";
import { checkCount, MAX_DEPTH, MAX_NODES, MAX_RECORDS, scanWhole, withinDepth } from "./json-limits.js";
import { JsonScanner, NOT_JSON } from "./scan.js";

/** A list that was cut out of a body. */
export interface ExtractedList {
  /** One line each, as views on the body where it was written so. */
  readonly elements: readonly Buffer[];
  /** The body with an empty list in place of this one, which is JSON too. */
  readonly around: Buffer;
}

/** A list in a body: where it starts and ends, brackets included, its elements, and how many nodes they have. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly elements: readonly Buffer[];
  readonly nodes: number;
}

/**
 * The list at a dotted path; undefined if there is none, or the body is not JSON.
 *
 * @throws SystemError if the body is nested too deep, or has more records or values than memory has room for.
 */
export function extractList(body: Buffer, path: string): ExtractedList | undefined {
  const scanner = new JsonScanner(body, MAX_DEPTH);
  const found = withinDepth(() => new ListFinder(body, scanner).find(path === "" ? [] : path.split(".")));
  if (found === undefined) return undefined;
  checkCount(scanner.nodes - found.nodes, MAX_NODES, "values around its records");
  const elements = scanner.hasBreaks ? found.elements.map(oneLine) : found.elements;
  return {
    elements,
    around: Buffer.concat([body.subarray(0, found.start), EMPTY_LIST, body.subarray(found.end)]),
  };
}

const EMPTY_LIST = Buffer.from("[]");

/** The whole body as one record; undefined if it is not JSON. @throws SystemError like `extractList`. */
export function extractBody(body: Buffer): Buffer | undefined {
  const found = scanWhole(new JsonScanner(body, MAX_DEPTH), body.length);
  return found === undefined ? undefined : oneLine(body.subarray(found.start, found.end));
}

class ListFinder {
  readonly #body: Buffer;
  readonly #scanner: JsonScanner;
  #found: Span | undefined;

  constructor(body: Buffer, scanner: JsonScanner) {
    this.#body = body;
    this.#scanner = scanner;
  }

  /** Scans the whole body, because the part after the list may be invalid. */
  find(path: readonly string[]): Span | undefined {
    const scanner = this.#scanner;
    const end = this.#value(scanner.blanks(0), path);
    return end !== NOT_JSON && scanner.blanks(end) === this.#body.length ? this.#found : undefined;
  }

  /** A value on the path to the list. Of repeated keys the last counts, as in `JSON.parse`. */
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
    this.#found = listSpan(this.#body, this.#scanner, start);
    return this.#found?.end ?? NOT_JSON;
  }
}

/** The list that begins here; undefined if it is not JSON. @throws SystemError if it does not fit in memory. */
export function listSpan(body: Buffer, scanner: JsonScanner, start: number): Span | undefined {
  const elements: Buffer[] = [];
  const nodesBefore = scanner.nodes;
  let at = scanner.blanks(start + 1);
  for (let isFirst = true; !isFirst || body[at] !== CLOSE_BRACKET; isFirst = false) {
    const end = recordEnd(scanner, at);
    if (end === NOT_JSON) return undefined;
    checkCount(elements.push(body.subarray(at, end)), MAX_RECORDS, "records");
    at = scanner.blanks(end);
    if (body[at] === CLOSE_BRACKET) break;
    if (body[at] !== COMMA) return undefined;
    at = scanner.blanks(at + 1);
  }
  return { start, end: at + 1, elements, nodes: scanner.nodes - nodesBefore };
}

/** The index after the record that begins here. @throws SystemError if it does not fit in memory. */
export function recordEnd(scanner: JsonScanner, at: number): number {
  const before = scanner.nodes;
  const end = scanner.value(at);
  checkCount(scanner.nodes - before, MAX_NODES, "values in one record");
  return end;
}

/** A pretty-printed record on one line. Line breaks are between tokens only, because JSON escapes them inside strings. */
export function oneLine(record: Buffer): Buffer {
  if (!record.includes(LINE_FEED) && !record.includes(CARRIAGE_RETURN)) return record;
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
