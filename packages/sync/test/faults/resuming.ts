/** A source that resumes from the state it is given, as sources in the field do. */
import type { Source, Stream } from "./source.js";

export interface ResumingRow {
  /** Its position, from 1 on: one order for all streams. */
  readonly at: number;
  /** A text such as `#123` is written as the number, digit by digit. */
  readonly [field: string]: unknown;
}

/** `SHARED` is a GLOBAL state whose shared part holds the position, as logs of databases have it; the others keep one a stream. */
export type SourceStateKind = "STREAM" | "GLOBAL" | "LEGACY" | "SHARED";

/** Where a state says that a row is: beyond 2^53, so that a state that was parsed on its way is a wrong one. */
export const cursorAt = (at: number): string => String(9007199254740991n + 2n * BigInt(at));

/** Rows of streams by their positions, `1 3 | 2 4`: 1 and 3 of the first stream, 2 and 4 of the second; their ids are the same. */
export function rowsIn(text: string): readonly (readonly ResumingRow[])[] {
  return text.split(" | ").map((part) => part.split(" ").map((at) => ({ id: Number(at), at: Number(at) })));
}

/**
 * A source that has these rows, by stream. It writes those after the position of its state, and of a keyed stream the last one
 * again; all of a stream that its state does not know. After each stream it writes a state.
 *
 * @param noise lines that it writes before the records of its first stream.
 */
export function resuming(
  kind: SourceStateKind,
  streams: readonly Stream[],
  rows: readonly (readonly ResumingRow[])[],
  noise: readonly string[] = [],
): Source {
  const data = JSON.stringify([kind, streams, rows, noise]);
  return { streams, read: `const [kind, streams, rows, noise] = ${data};${SCRIPT}` };
}

const SCRIPT = `
  const BASE = 9007199254740991n;
  const cursorAt = (at) => String(BASE + 2n * BigInt(at));
  const atOf = (cursor) => Number((BigInt(cursor) - BASE) / 2n);
  const idOf = ({ name, namespace }) => JSON.stringify([namespace || null, name]);
  const isGlobal = kind === "GLOBAL" || kind === "SHARED";
  const message = given.state === null ? [] : JSON.parse(given.state.replace(/(?<!\\d)\\d{16,}/g, '"$&"'));
  const messages = Array.isArray(message) ? message : [];
  const parts = messages.flatMap(({ stream, global }) => stream ?? global?.stream_states ?? []);
  const known = new Map(parts.map((part) => [idOf(part.stream_descriptor), part.stream_state?.cursor]));
  if (!Array.isArray(message)) for (const [name, cursor] of Object.entries(message))
    known.set(idOf(streams.find((stream) => stream.name === name) ?? { name }), cursor);
  const shared = messages.find(({ global }) => global !== undefined)?.global.shared_state;
  if (kind === "SHARED") for (const id of known.keys()) known.set(id, shared.lsn);
  const configured = given.catalog.streams;
  const listed = streams.map((stream, index) => ({ stream, rows: rows[index] ?? [] }))
    .filter(({ stream }) => configured.some((one) => idOf(one.stream) === idOf(stream)));
  const described = ({ name, namespace }) => namespace === undefined ? { name } : { name, namespace };
  const lsn = cursorAt(Math.max(0, ...rows.flat().map(({ at }) => at)));
  for (const line of noise) print(line);
  for (const { stream, rows } of listed) {
    const id = idOf(stream);
    const isFull = configured.find((one) => idOf(one.stream) === id).sync_mode === "full_refresh";
    const from = isFull || !known.has(id) ? 0 : atOf(known.get(id));
    const isKeyed = stream.source_defined_primary_key !== undefined;
    for (const row of rows) {
      if (row.at < from || (row.at === from && !isKeyed)) continue;
      const record = { stream: stream.name, namespace: stream.namespace, emitted_at: 1, data: row };
      print(JSON.stringify({ type: "RECORD", record }).replace(/"#(\\d+)"/g, "$1"));
    }
    known.set(id, cursorAt(Math.max(0, ...rows.map(({ at }) => at))));
    const part = (stream) => '{"stream_descriptor":' + JSON.stringify(described(stream)) + ',"stream_state":{ "cursor": ' + known.get(idOf(stream)) + ' }}';
    const all = listed.map(({ stream }) => stream).filter((stream) => known.has(idOf(stream)));
    if (kind === "STREAM") print('{"type":"STATE","state":{"type":"STREAM","stream":' + part(stream) + '}}');
    if (isGlobal && (kind === "GLOBAL" || stream === listed.at(-1).stream))
      print('{"type":"STATE","state":{"type":"GLOBAL","global":{"shared_state":{ "lsn": ' + lsn + ' },"stream_states":[' + all.map(part).join(",") + ']}}}');
    const data = [...known].map(([id, cursor]) => JSON.stringify(JSON.parse(id)[1]) + ": " + cursor).join(", ");
    if (kind === "LEGACY") print('{"type":"STATE","state":{"data":{ ' + data + ' }}}');
    print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: described(stream), status: "COMPLETE" } } });
  }`;
