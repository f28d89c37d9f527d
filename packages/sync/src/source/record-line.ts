import { JsonScanner, NOT_JSON } from "@sluice/core/json";

/** A RECORD message whose data nobody has parsed. */
export interface RecordLine {
  readonly stream: string;
  readonly namespace: string | undefined;
  /** Milliseconds since the epoch; undefined where the source does not say. */
  readonly emittedAt: number | undefined;
  /** The record as the source wrote it: a view on the line. */
  readonly data: Buffer;
}

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * A line's record, whatever the order of its keys and the blanks between them; undefined if it is another message, or not JSON.
 * Of repeated keys the last counts, as in `JSON.parse`.
 */
export function recordIn(line: Buffer): RecordLine | undefined {
  const scanner = new JsonScanner(line);
  const texts = new Map<string, string>();
  let data: Buffer | undefined;
  const keep = (name: string, from: number): number => {
    const to = scanner.value(from);
    if (to === NOT_JSON) return NOT_JSON;
    if (name === "record.data") data = line[from] === OPEN_BRACE ? line.subarray(from, to) : undefined;
    else texts.set(name, line.toString("utf8", from, to));
    return to;
  };
  const end = scanner.members(scanner.blanks(0), (name, from) => {
    if (name !== "record" || line[from] !== OPEN_BRACE) return keep(name, from);
    return scanner.members(from, (inner, at) => keep(`record.${inner}`, at));
  });
  if (end === NOT_JSON || scanner.blanks(end) !== line.length) return undefined;
  const stream = textOf(texts.get("record.stream"));
  if (texts.get("type") !== '"RECORD"' || stream === undefined || data === undefined) return undefined;
  const emittedAt = Number(texts.get("record.emitted_at"));
  return {
    stream,
    namespace: textOf(texts.get("record.namespace")),
    emittedAt: Number.isSafeInteger(emittedAt) ? emittedAt : undefined,
    data,
  };
}

/**
 * Guesses a line's record by the one before: sources write all that is around the data alike, and a source of a page's records
 * says of all of them that they came at the same time. So most lines need not be walked through here, and once they are cut
 * into fields that tells whether the guess was right.
 */
export class RecordGuess {
  #before: { readonly head: Buffer; readonly record: RecordLine } | undefined;

  /** The record, if the line begins as the last one did; its data may turn out not to be one JSON object. */
  guess(line: Buffer): RecordLine | undefined {
    if (this.#before === undefined) return undefined;
    const { head, record } = this.#before;
    const end = line.length - 2;
    const isAlike =
      line[end] === CLOSE_BRACE && line[end + 1] === CLOSE_BRACE && line.subarray(0, head.length).equals(head);
    return isAlike ? { ...record, data: line.subarray(head.length, end) } : undefined;
  }

  /** Of what is around a record that was walked through. */
  learn(line: Buffer, record: RecordLine): void {
    const start = record.data.byteOffset - line.byteOffset;
    const isLast = start + record.data.length + 2 === line.length; // a member behind the data would go for a part of it
    this.#before = isLast ? { head: Buffer.from(line.subarray(0, start)), record } : undefined;
  }
}

/** The bytes of a member of the message, e.g. of `state`, so that every digit of it survives; undefined if there is none. */
export function memberIn(line: Buffer, member: string): string | undefined {
  const scanner = new JsonScanner(line);
  let found: string | undefined;
  scanner.members(scanner.blanks(0), (name, from) => {
    const to = scanner.value(from);
    if (name === member && to !== NOT_JSON) found = line.toString("utf8", from, to);
    return to;
  });
  return found;
}

/** What a JSON text says, if it is a string. */
function textOf(json: string | undefined): string | undefined {
  const value: unknown = json === undefined ? undefined : JSON.parse(json);
  return typeof value === "string" ? value : undefined;
}
