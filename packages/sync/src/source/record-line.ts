import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { type StreamDescriptor, type StreamKey, streamKey } from "../streams/stream.js";

/** A RECORD message whose data has not been parsed. */
export interface RecordLine {
  readonly stream: StreamKey;
  readonly descriptor: StreamDescriptor;
  /** Milliseconds since the epoch; undefined where the source does not say. */
  readonly emittedAt: number | undefined;
  /** The record as the source wrote it: a view on the line. */
  readonly data: Buffer;
}

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;

/** A time of so many digits is exact. */
const MAX_DIGITS = 15;

/**
 * The record in a message, whatever the order of its members and the blanks between them; undefined if it is another message, or not
 * JSON. Of repeated members the last counts, as in `JSON.parse`.
 */
export function recordIn(line: Buffer): RecordLine | undefined {
  const scanner = new JsonScanner(line);
  let type: string | undefined;
  let stream: string | undefined;
  let inNamespace: string | undefined;
  let time: string | undefined;
  let data: Buffer | undefined;
  const ofRecord = (name: string, from: number): number => {
    const to = scanner.value(from);
    if (to === NOT_JSON) return NOT_JSON;
    if (name === "data") data = line[from] === OPEN_BRACE ? line.subarray(from, to) : undefined;
    else if (name === "stream") stream = line.toString("utf8", from, to);
    else if (name === "namespace") inNamespace = line.toString("utf8", from, to);
    else if (name === "emitted_at") time = line.toString("latin1", from, to);
    return to;
  };
  const end = scanner.members(scanner.blanks(0), (name, from) => {
    if (name === "record" && line[from] === OPEN_BRACE) return scanner.members(from, ofRecord);
    const to = scanner.value(from);
    if (name === "type" && to !== NOT_JSON) type = line.toString("utf8", from, to);
    return to;
  });
  if (end === NOT_JSON || scanner.blanks(end) !== line.length) return undefined;
  const name = parsedString(stream);
  if (type !== '"RECORD"' || name === undefined || data === undefined) return undefined;
  const descriptor = { name, namespace: parsedString(inNamespace) };
  const emittedAt = Number(time);
  return {
    stream: streamKey(descriptor),
    descriptor,
    emittedAt: Number.isSafeInteger(emittedAt) ? emittedAt : undefined,
    data,
  };
}

/** What is around the data of a record. */
interface Frame {
  readonly head: Buffer;
  /** What is between the data and the time; undefined where the time is not behind the data. */
  readonly beforeTime: Buffer | undefined;
  readonly record: RecordLine;
}

/** What may follow the data: nothing more of the record, or the time. */
const TAIL = /^(?:(,\s*"emitted_at"\s*:\s*)\d+)?\}\}$/;

/**
 * Guesses a record's line by the one before: sources write everything around the data alike, but for the time. So most lines need not be
 * scanned here; whether the guess was right shows when the data is, which has to be one object between the same head and tail.
 */
export class RecordGuess {
  #frame: Frame | undefined;

  /** The record, if the line begins and ends as the last one did; its data may turn out not to be one JSON object. */
  guess(line: Buffer): RecordLine | undefined {
    if (this.#frame === undefined) return undefined;
    const { head, beforeTime, record } = this.#frame;
    const end = line.length - 2;
    if (line[end] !== CLOSE_BRACE || line[end + 1] !== CLOSE_BRACE || !startsWith(line, head)) return undefined;
    if (beforeTime === undefined) return { ...record, data: line.subarray(head.length, end) };
    let at = end;
    while (isDigit(line[at - 1])) at--;
    const dataEnd = at - beforeTime.length;
    const isNumber = at < end && end - at <= MAX_DIGITS && line[at] !== ZERO;
    const isAlike = isNumber && dataEnd > head.length && beforeTime.equals(line.subarray(dataEnd, at));
    if (!isAlike) return undefined;
    return {
      ...record,
      emittedAt: Number(line.toString("latin1", at, end)),
      data: line.subarray(head.length, dataEnd),
    };
  }

  /** Learns what is around the data of a record that was scanned. */
  learn(line: Buffer, record: RecordLine): void {
    const start = record.data.byteOffset - line.byteOffset;
    const end = start + record.data.length;
    const tail = line.length - end < 64 ? TAIL.exec(line.toString("latin1", end)) : null;
    const hasTime = tail?.[1] !== undefined;
    this.#frame =
      tail === null
        ? undefined
        : {
            head: Buffer.from(line.subarray(0, start)),
            beforeTime: hasTime ? Buffer.from(tail[1] ?? "") : undefined,
            record,
          };
  }
}

function startsWith(line: Buffer, head: Buffer): boolean {
  return line.length >= head.length && line.compare(head, 0, head.length, 0, head.length) === 0;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** What a JSON text says, if it is a string that is not empty. */
function parsedString(json: string | undefined): string | undefined {
  if (json?.startsWith('"') !== true || json === '""') return undefined;
  return json.includes("\\") ? String(JSON.parse(json)) : json.slice(1, -1);
}
