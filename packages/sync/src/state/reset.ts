/** What a reset of streams forgets. Only decided here. */
import { matches } from "../streams/select.js";
import { type StreamDescriptor, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { type ConnectionState, entryOf, type StreamEntry, savedText, withoutStates } from "./connection-state.js";

/** Streams cannot be reset. The message is for the user. */
export class ResetError extends Error {
  override readonly name = "ResetError";
}

/** What is asked for. */
export interface ResetRequest {
  readonly connection: string;
  /** Names of streams, or globs. */
  readonly streams: readonly string[];
  /** Whether their tables go too. */
  readonly drop: boolean;
}

/** A stream that is read from the beginning from now on. */
export interface ResetStream {
  /** Its name in messages. */
  readonly stream: string;
  /** Its table; undefined where it has none yet. */
  readonly table: Pick<StreamEntry, "schema" | "table"> | undefined;
  readonly isDropped: boolean;
  readonly hadState: boolean;
  /** What the next incremental sync does with the rows that stay; a full refresh replaces them anyway. */
  readonly next: "load" | "merge" | "replace";
}

export interface Reset {
  /** What is kept of the connection from then on. */
  readonly state: ConnectionState;
  readonly streams: readonly ResetStream[];
}

/** Decides on a reset. @throws ResetError */
export type DecideReset = (state: ConnectionState) => Reset;

/**
 * Forgets the states of streams; with `drop` all that is known of them. Rows are never doubled by it: of a stream without a state,
 * records with a key are merged, and a table without one is replaced. Parts of a GLOBAL state go one by one, because the other streams
 * resume from their own parts.
 *
 * @throws ResetError if nothing is saved of a stream, or one state covers streams that are not all reset.
 */
export function reset(state: ConnectionState, { connection, streams, drop }: ResetRequest): Reset {
  const known = knownStreams(state);
  if (known.length === 0) {
    throw new ResetError(
      `Nothing is saved of "${connection}" here, so there is nothing to reset. Check the source (--name NAME) and the destination (--to).`,
    );
  }
  const chosen = [...new Set(streams.flatMap((pattern) => matching(pattern, known, connection)))];
  assertWhole(chosen, state);
  const keys = chosen.map(streamKey);
  const cleared = withoutStates(state, keys);
  const kept = drop ? cleared.streams.filter((entry) => !keys.includes(streamKey(entry))) : cleared.streams;
  return { state: { ...cleared, streams: kept }, streams: chosen.map((stream) => resetOf(stream, state, drop)) };
}

/** Those with a table or a state. */
function knownStreams({ streams, whole }: ConnectionState): readonly StreamDescriptor[] {
  const all = [...streams, ...(whole?.streams ?? [])].map(({ name, namespace }) => ({ name, namespace }));
  const byKey = new Map<StreamKey, StreamDescriptor>(all.map((stream) => [streamKey(stream), stream]));
  return [...byKey.values()];
}

function matching(
  pattern: string,
  known: readonly StreamDescriptor[],
  connection: string,
): readonly StreamDescriptor[] {
  const found = matches(pattern, known);
  if (found.length > 0) return found;
  const names = known.map(streamLabel).sort().join(", ");
  throw new ResetError(`Nothing is saved of a stream "${pattern}" of "${connection}". Saved are: ${names}.`);
}

/** A state for several streams cannot be forgotten in part: the others would silently be read from the beginning too. */
function assertWhole(chosen: readonly StreamDescriptor[], { whole }: ConnectionState): void {
  const keys = chosen.map(streamKey);
  const covered = whole?.streams ?? [];
  const left = covered.filter((stream) => !keys.includes(streamKey(stream)));
  if (left.length === 0 || left.length === covered.length) return;
  throw new ResetError(
    `The source keeps one state for all of its streams, which cannot be split, and it covers ${left.map(streamLabel).join(", ")} too. ` +
      "Reset all of them together, for example with the stream '*'.",
  );
}

function resetOf(stream: StreamDescriptor, state: ConnectionState, drop: boolean): ResetStream {
  const entry = entryOf(state, streamKey(stream));
  const hasTable = entry !== undefined && entry.table !== "";
  const isDropped = drop && hasTable;
  const hasRows = hasTable && !isDropped && entry.loaded > 0;
  return {
    stream: streamLabel(stream),
    table: hasTable ? { schema: entry.schema, table: entry.table } : undefined,
    isDropped,
    hadState: entry === undefined ? state.whole !== undefined : savedText(state, entry) !== undefined,
    next: !hasRows ? "load" : entry.key.length > 0 ? "merge" : "replace",
  };
}
