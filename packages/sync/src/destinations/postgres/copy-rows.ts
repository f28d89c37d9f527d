import { hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { LineSplitter } from "../../source/line-splitter.js";
import { isRenamed, type Table } from "../../tables/table.js";
import type { ColumnType } from "../../tables/types.js";
import { type StrictType, strictText } from "./strict-values.js";

/** A value is not strictly of its column's type, or a line cannot be read: the tolerant way says what is wrong. */
export class UnfitError extends Error {}

/** How much of a batch file is read, and sent, at once. */
export const CHUNK_BYTES = 1024 * 1024;

const [DELIMITER, LINE_FEED] = [0x02, 0x0a];
const [STRING, BACKSLASH, NULL] = [0x22, 0x5c, 0x6e];
const NO_TEXT = '""';

/** How the rows are written: as CSV with signs that JSON never has, so most values are sent as they are. */
export const COPY_FORMAT = "(FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')";

/** Our own columns of a row take less. */
const OWN_LENGTH = 200;

const EMPTY = Buffer.alloc(0);

/**
 * The lines of a batch file as rows for `COPY`: the ordinal, the table's columns, and our own, but without an id where there is no key.
 * Postgres takes three times as long to find the values in the JSON itself.
 *
 * @throws UnfitError at the first value that may not be of its column's type.
 */
export async function* copyRows(file: string, table: Table): AsyncGenerator<Buffer> {
  const rows = new RowWriter(table);
  const splitter = new LineSplitter((buffer, start, end) => rows.add(buffer.subarray(start, end)));
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    splitter.push(chunk as Buffer);
    yield* rows.take();
  }
  splitter.end();
  yield* rows.take();
}

/** Where a value is in the line. */
interface Span {
  from: number;
  to: number;
}

const NOWHERE: Readonly<Span> = { from: 0, to: 0 };

function set(span: Span, from: number, to: number): void {
  span.from = from;
  span.to = to;
}

class RowWriter {
  readonly #types: readonly ColumnType[];
  readonly #spans: readonly Span[];
  /** By the names of members: of the record, of the fields whose column has another name, and of what is around them. */
  readonly #inRecord: ReadonlyMap<string, Span>;
  readonly #inRenamed: ReadonlyMap<string, Span>;
  readonly #envelope: ReadonlyMap<string, Span>;
  readonly #all: readonly Span[];
  readonly #hasKey: boolean;
  #full: Buffer[] = [];
  #out = EMPTY;
  #used = 0;
  /** Of the line that is being written: whether anything may be escaped in it, and how long its row is at most, without quoted texts. */
  #hasBackslash = false;
  #rowLength = 0;
  /** The last time that was written. */
  #time: { readonly of: number; readonly text: Buffer } = { of: Number.NaN, text: EMPTY };

  constructor({ columns, key }: Table) {
    const spans = columns.map((column) => ({ column, span: { from: 0, to: 0 } }));
    this.#types = columns.map(({ type }) => type);
    this.#spans = spans.map(({ span }) => span);
    this.#inRecord = new Map(spans.flatMap(({ column, span }) => (isRenamed(column) ? [] : [[column.name, span]])));
    this.#inRenamed = new Map(spans.flatMap(({ column, span }) => (isRenamed(column) ? [[column.name, span]] : [])));
    const members = ["ordinal", "emitted_at", "deleted_at", "key", "extra"];
    this.#envelope = new Map(members.map((name) => [name, { from: 0, to: 0 }]));
    this.#all = [...this.#spans, ...this.#envelope.values()];
    this.#hasKey = key.length > 0;
  }

  /** What is written. */
  *take(): Iterable<Buffer> {
    yield* this.#full;
    if (this.#used > 0) yield this.#out.subarray(0, this.#used);
    this.#full = [];
    this.#out = EMPTY; // the one before belongs to its reader now
    this.#used = 0;
  }

  add(line: Buffer): void {
    this.#find(line);
    this.#hasBackslash = line.includes(BACKSLASH);
    this.#rowLength = line.length + this.#spans.length + OWN_LENGTH;
    this.#reserve(this.#rowLength);
    this.#raw(line, "ordinal");
    this.#types.forEach((type, index) => {
      const { from, to } = this.#spans[index] ?? NOWHERE;
      this.#out[this.#used++] = DELIMITER;
      if (to > from) this.#value(line, from, to, type);
    });
    this.#own(line);
    this.#out[this.#used++] = LINE_FEED;
  }

  #find(line: Buffer): void {
    for (const span of this.#all) set(span, 0, 0);
    const scanner = new JsonScanner(line);
    const intoSpans = (spans: ReadonlyMap<string, Span>) => (name: string, from: number) => {
      const to = scanner.value(from);
      const span = spans.get(name);
      if (span !== undefined) set(span, from, to);
      return to;
    };
    const [ofRecord, ofRenamed, ofEnvelope] = [this.#inRecord, this.#inRenamed, this.#envelope].map(intoSpans);
    const end = scanner.members(0, (name, from) => {
      if (name === "record" && ofRecord !== undefined) return scanner.members(from, ofRecord);
      if (name === "renamed" && ofRenamed !== undefined) return scanner.members(from, ofRenamed);
      return ofEnvelope?.(name, from) ?? NOT_JSON;
    });
    if (end !== line.length) throw new UnfitError("A line of a batch file is not a JSON object.");
  }

  #value(line: Buffer, from: number, to: number, type: ColumnType): void {
    const first = line[from];
    if (first === NULL) return;
    const isString = first === STRING;
    if (type === "json" || (type === "text" && !isString)) this.#bytes(line, from, to);
    else if (type === "text") this.#text(line, from, to);
    else this.#strictly(isString ? line.subarray(from + 1, to - 1) : line.subarray(from, to), type);
  }

  #text(line: Buffer, from: number, to: number): void {
    const hasEscape = this.#hasBackslash && line.subarray(from, to).includes(BACKSLASH);
    const isQuoted = hasEscape || to - from === NO_TEXT.length; // what is empty without quotes is null
    if (isQuoted) this.#quoted(JSON.parse(line.toString("utf8", from, to)) as string);
    else this.#bytes(line, from + 1, to - 1);
  }

  #strictly(text: Buffer, type: StrictType): void {
    const fitting = strictText(text, type);
    if (fitting === undefined) throw new UnfitError("A value may not be of its column's type.");
    this.#bytes(fitting, 0, fitting.length);
  }

  /** The id, when the record was emitted, what has no column, and when the record was deleted. */
  #own(line: Buffer): void {
    const key = this.#envelope.get("key");
    if (this.#hasKey && key !== undefined) {
      this.#out[this.#used++] = DELIMITER;
      const bytes = line.subarray(key.from, key.to);
      const text = bytes.includes(BACKSLASH) ? (JSON.parse(bytes.toString()) as string) : bytes.subarray(1, -1);
      this.#used += this.#out.write(idOf(text), this.#used, "latin1");
    }
    this.#out[this.#used++] = DELIMITER;
    this.#addTime(line, "emitted_at", 1_000);
    this.#out[this.#used++] = DELIMITER;
    this.#raw(line, "extra");
    this.#out[this.#used++] = DELIMITER;
    this.#addTime(line, "deleted_at", 1);
  }

  /** @param micros how many microseconds the number counts. */
  #addTime(line: Buffer, name: string, micros: number): void {
    const { from, to } = this.#envelope.get(name) ?? NOWHERE;
    if (to === from || line[from] === NULL) return;
    const value = Number(line.toString("latin1", from, to)) * micros;
    if (value !== this.#time.of) this.#time = { of: value, text: timeOf(value) };
    this.#bytes(this.#time.text, 0, this.#time.text.length);
  }

  #raw(line: Buffer, name: string): void {
    const { from, to } = this.#envelope.get(name) ?? NOWHERE;
    this.#bytes(line, from, to);
  }

  #bytes(bytes: Buffer, from: number, to: number): void {
    bytes.copy(this.#out, this.#used, from, to);
    this.#used += to - from;
  }

  /** Of bytes that are not UTF-8 a text has more than there were. */
  #quoted(text: string): void {
    const bytes = Buffer.from(`\x01${text.replaceAll("\x01", "\x01\x01")}\x01`);
    this.#reserve(bytes.length + this.#rowLength);
    this.#bytes(bytes, 0, bytes.length);
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#out.length) return;
    if (this.#used > 0) this.#full.push(this.#out.subarray(0, this.#used));
    this.#out = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length));
    this.#used = 0;
  }
}

/** Makes an id of a key: a UUID of version 8, which RFC 9562 leaves to applications, with the first bits of its SHA-256. */
function idOf(key: string | Buffer): string {
  const bits = hash("sha256", key, "hex");
  return `${bits.slice(0, 12)}8${bits.slice(13, 16)}8${bits.slice(17, 32)}`;
}

/** A time in microseconds since the epoch, as Postgres reads it. @throws UnfitError outside of the years 1 to 9999. */
function timeOf(micros: number): Buffer {
  const date = new Date(Math.floor(micros / 1_000));
  const iso = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  if (!/^(?!0000)\d{4}-/.test(iso)) throw new UnfitError(`${micros} is not a time that Postgres reads.`);
  const rest = String(((micros % 1_000) + 1_000) % 1_000).padStart(3, "0");
  return Buffer.from(`${iso.slice(0, -1)}${rest}Z`);
}
