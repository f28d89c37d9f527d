import { type ExtractedList, listSpan, oneLine, recordEnd, type Span } from "./extract.js";
import { CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from "./json-bytes.js";
import { checkCount, MAX_DEPTH, MAX_NODES, MAX_RECORDS, withinDepth } from "./json-limits.js";
import { JsonScanner, NOT_JSON } from "./scan.js";

/** A path with wildcards. */
export interface MatchPath {
  /** `*` leads to all elements of a list, and to all values of an object. */
  readonly names: readonly string[];
  /** Whether null in place of a list means that there are no records. */
  readonly mayBeNull: boolean;
  /** The same of a missing key. */
  readonly mayBeMissing: boolean;
}

/**
 * The records of all matches of a path, each of which is a list of records or one record; undefined if something else is there, or
 * the body is not JSON. Around them, lists are empty and records are `{}`.
 *
 * @throws SystemError like `extractList`.
 */
export function extractMatches(body: Buffer, path: MatchPath): ExtractedList | undefined {
  const scanner = new JsonScanner(body, MAX_DEPTH);
  const spans = withinDepth(() => new MatchFinder(body, scanner, path).find());
  if (spans === undefined) return undefined;
  const nodes = spans.reduce((sum, span) => sum + span.nodes, 0);
  checkCount(scanner.nodes - nodes, MAX_NODES, "values around its records");
  const elements = spans.flatMap((span) => span.elements);
  return {
    elements: scanner.hasBreaks ? elements.map(oneLine) : elements,
    around: withoutSpans(body, spans),
  };
}

const [EMPTY_LIST, EMPTY_OBJECT] = [Buffer.from("[]"), Buffer.from("{}")];

function withoutSpans(body: Buffer, spans: readonly Span[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    parts.push(body.subarray(at, start), body[start] === OPEN_BRACKET ? EMPTY_LIST : EMPTY_OBJECT);
    at = end;
  }
  return Buffer.concat([...parts, body.subarray(at)]);
}

/** Each method takes the index of a value and returns the index after it, or `NOT_JSON`. */
class MatchFinder {
  readonly #body: Buffer;
  readonly #scanner: JsonScanner;
  readonly #path: MatchPath;
  /** The matches in the last value; undefined if something else than records is there. */
  #found: readonly Span[] | undefined;
  #matches = 0;
  #records = 0;

  constructor(body: Buffer, scanner: JsonScanner, path: MatchPath) {
    this.#body = body;
    this.#scanner = scanner;
    this.#path = path;
  }

  /** Scans the whole body, because the part after the records may be invalid. */
  find(): readonly Span[] | undefined {
    const scanner = this.#scanner;
    const start = scanner.blanks(0);
    if (this.#body[start] !== OPEN_BRACE && this.#body[start] !== OPEN_BRACKET) return undefined;
    const end = this.#value(start, this.#path.names);
    return end !== NOT_JSON && scanner.blanks(end) === this.#body.length ? this.#found : undefined;
  }

  #value(at: number, names: readonly string[]): number {
    const [name, ...rest] = names;
    const first = this.#body[at];
    if (name === undefined) return this.#match(at);
    if (name === "*" && first === OPEN_BRACKET) return this.#elements(at, rest);
    if (name === "*" && first === OPEN_BRACE) return this.#members(at, rest);
    if (name !== "*" && first === OPEN_BRACE) return this.#member(at, name, rest);
    this.#found = name === "*" ? this.#nothingIfNull(at) : this.#nothingIfMissing;
    return this.#scanner.value(at);
  }

  #match(at: number): number {
    const span = this.#spanAt(at);
    this.#found = span === undefined ? this.#nothingIfNull(at) : [span];
    if (span === undefined) return this.#scanner.value(at);
    checkCount(++this.#matches, MAX_RECORDS, "lists of records");
    this.#records += span.elements.length;
    checkCount(this.#records, MAX_RECORDS, "records");
    return span.end;
  }

  #spanAt(start: number): Span | undefined {
    if (this.#body[start] === OPEN_BRACKET) return listSpan(this.#body, this.#scanner, start);
    if (this.#body[start] !== OPEN_BRACE) return undefined;
    const before = this.#scanner.nodes;
    const end = recordEnd(this.#scanner, start);
    const elements = [this.#body.subarray(start, end)];
    return end === NOT_JSON ? undefined : { start, end, elements, nodes: this.#scanner.nodes - before };
  }

  #elements(start: number, rest: readonly string[]): number {
    const scanner = this.#scanner;
    const found = new Matches();
    scanner.nodes++;
    let at = scanner.blanks(start + 1);
    for (let isFirst = true; !isFirst || this.#body[at] !== CLOSE_BRACKET; isFirst = false) {
      const end = this.#value(at, rest);
      if (end === NOT_JSON) return NOT_JSON;
      found.add(this.#found);
      at = scanner.blanks(end);
      if (this.#body[at] === CLOSE_BRACKET) break;
      if (this.#body[at] !== COMMA) return NOT_JSON;
      at = scanner.blanks(at + 1);
    }
    this.#found = found.all;
    return at + 1;
  }

  /** Of repeated keys the last counts, as in `JSON.parse`. */
  #members(start: number, rest: readonly string[]): number {
    const members = new Map<string, readonly Span[] | undefined>();
    const end = this.#scanner.members(start, (name, value) => {
      const valueEnd = this.#value(value, rest);
      checkCount(members.set(name, this.#found).size, MAX_NODES, "values around its records");
      return valueEnd;
    });
    const found = new Matches();
    for (const matches of members.values()) found.add(matches);
    this.#found = found.all;
    return end;
  }

  #member(start: number, name: string, rest: readonly string[]): number {
    let found = this.#nothingIfMissing;
    const end = this.#scanner.members(start, (member, value) => {
      if (member !== name) return this.#scanner.value(value);
      const valueEnd = this.#value(value, rest);
      found = this.#found;
      return valueEnd;
    });
    this.#found = found;
    return end;
  }

  get #nothingIfMissing(): readonly Span[] | undefined {
    return this.#path.mayBeMissing ? NOTHING : undefined;
  }

  #nothingIfNull(at: number): readonly Span[] | undefined {
    return this.#path.mayBeNull && this.#body[at] === SMALL_N ? NOTHING : undefined;
  }
}

const NOTHING: readonly Span[] = [];
const SMALL_N = 0x6e;

/** The matches of several values; undefined as soon as one of them is undefined. */
class Matches {
  all: Span[] | undefined = [];

  add(found: readonly Span[] | undefined): void {
    if (found === undefined) this.all = undefined;
    for (const span of found ?? NOTHING) this.all?.push(span);
  }
}
