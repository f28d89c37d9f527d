import { JsonScanner, NOT_JSON } from "@sluice/core";

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
