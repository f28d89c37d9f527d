/**
 * What is kept of a connection between syncs: one document, whatever the destination, and pure functions that give the next one.
 * Destinations store it in the same commit as the rows that it covers.
 */
import type { PrivacyRecord } from "../private-columns/privacy-record.js";
import { type KeyPath, type StreamDescriptor, type StreamKey, streamKey } from "../streams/stream.js";
import { foldName } from "../tables/names.js";
import type { KnownColumn, Table } from "../tables/table.js";
import { type GlobalState, globalText, type WholeState } from "./state-message.js";

/** How a source keeps its state: for each stream, shared with a part for each stream, or in one object that cannot be split. */
export type StateKind = "STREAM" | "GLOBAL" | "WHOLE";

/** Where a stream resumes from, as the source wrote it. */
export type StreamState =
  /** `text` is the `state` member of a STATE message. */
  | { readonly kind: "STREAM"; readonly text: string }
  /** `text` is an element of `stream_states`; `shared` is the id of the shared state that it came with. */
  | { readonly kind: "GLOBAL"; readonly text: string; readonly shared: number };

/** What is kept of a stream and its table. */
export interface StreamEntry extends StreamDescriptor {
  readonly schema: string;
  readonly table: string;
  readonly key: readonly KeyPath[];
  readonly columns: readonly KnownColumn[];
  /** Records loaded since the table was created or replaced; one that is merged again counts again. */
  readonly loaded: number;
  readonly state?: StreamState | undefined;
  /** As `Table.formerKey`. */
  readonly formerKey?: readonly string[] | undefined;
  /** As `Table.privacy`. */
  readonly privacy?: PrivacyRecord | undefined;
  /** Parents that the API refused when the table was replaced: their records are missing. */
  readonly skippedParents?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly updatedAt: string;
  /** Written by an earlier version, which kept namespace and name as one text: `name` may hold both. */
  readonly isJoined?: boolean;
}

/** The shared state of a GLOBAL message, as JSON text. A higher id is a later one. */
export interface SharedState {
  readonly id: number;
  readonly text: string;
}

/** All that is kept of a connection: one document, saved in the same transaction as the rows that it covers. */
export interface ConnectionState {
  readonly version: 2;
  readonly streams: readonly StreamEntry[];
  /** The shared states that parts refer to. */
  readonly shared: readonly SharedState[];
  /** A state that covers several streams and cannot be split. */
  readonly whole?: (WholeState & { readonly streams: readonly StreamDescriptor[] }) | undefined;
  /** The kind of the state that was saved last, i.e. how the source keeps its state now. */
  readonly kind?: StateKind | undefined;
}

export const NO_STATE: ConnectionState = { version: 2, streams: [], shared: [] };

export function entryOf(state: ConnectionState, stream: StreamKey): StreamEntry | undefined {
  return state.streams.find((entry) => streamKey(entry) === stream);
}

/** A table has been created or has got new columns. A state belongs to its table: one of another table is forgotten. */
export function withTable(state: ConnectionState, table: Table): ConnectionState {
  const before = entryOf(state, table.stream);
  const isSame = before?.schema === table.schema && before.table === table.name;
  if (isSame) {
    const privacy = before.loaded > 0 ? before.privacy : table.privacy; // its rows are those of earlier syncs still
    return withEntry(state, { ...before, ...factsOf(table), privacy });
  }
  const kept = before === undefined ? state : withoutStates(state, [table.stream]);
  return withEntry(kept, { ...factsOf(table), loaded: 0, updatedAt: now() });
}

/** Records have been added to a stream's table. */
export function withLoaded(state: ConnectionState, table: Table, records: number): ConnectionState {
  const before = entryOf(state, table.stream);
  const loaded = (before?.loaded ?? 0) + records;
  const privacy = records > 0 ? table.privacy : before?.privacy;
  return withEntry(state, { ...before, ...factsOf(table), privacy, loaded, updatedAt: now() });
}

/** A stream's table has been replaced by so many records; the state of its former rows is forgotten. */
export function withReplaced(
  state: ConnectionState,
  table: Table,
  { loaded, skippedParents }: Pick<StreamEntry, "loaded" | "skippedParents">,
): ConnectionState {
  const { formerKey: _former, ...facts } = factsOf(table);
  const skipped = skippedParents === undefined || skippedParents.length === 0 ? {} : { skippedParents };
  return withEntry(withoutStates(state, [table.stream]), { ...facts, loaded, ...skipped, updatedAt: now() });
}

/** So many records of a complete read have been merged into a stream's table; the state of before is forgotten. */
export function withRefreshed(
  state: ConnectionState,
  table: Table,
  { loaded, skippedParents = [] }: Pick<StreamEntry, "loaded" | "skippedParents">,
): ConnectionState {
  const before = entryOf(state, table.stream);
  const isFirst = before === undefined || before.loaded === 0;
  // rows of a parent that was read once are still there
  const skipped = skippedParents.filter((parent) => isFirst || before.skippedParents?.includes(parent) === true);
  const all = loaded + (before?.loaded ?? 0);
  const next = withReplaced(state, table, { loaded: all, skippedParents: skipped });
  const { formerKey } = table;
  return {
    ...next,
    streams: next.streams.map((one) => (streamKey(one) === table.stream ? { ...one, formerKey } : one)),
  };
}

/** A state for one stream, as the source wrote it; undefined where its rows have none. */
export function withStreamState(state: ConnectionState, stream: StreamKey, text: string | undefined): ConnectionState {
  if (text === undefined) return withoutStates(state, [stream]);
  return { ...withSaved(state, stream, { kind: "STREAM", text }), kind: "STREAM" };
}

/** The parts of a GLOBAL state, for these streams only. Those of other streams stay, with the shared state that they came with. */
export function withGlobalState(
  state: ConnectionState,
  { shared, parts }: Pick<GlobalState, "shared" | "parts">,
  streams: readonly StreamKey[],
): ConnectionState {
  const last = state.shared.at(-1);
  const current = last?.text === shared ? last : { id: (last?.id ?? 0) + 1, text: shared };
  let next: ConnectionState = { ...state, shared: [...state.shared.filter((one) => one !== current), current] };
  for (const stream of streams) {
    const text = parts.get(stream);
    if (text === undefined) next = withoutStates(next, [stream]);
    else next = withSaved(next, stream, { kind: "GLOBAL", text, shared: current.id });
  }
  return { ...pruned(next), kind: "GLOBAL" };
}

/** A state that cannot be split, for these streams. It replaces their own states. */
export function withWholeState(
  state: ConnectionState,
  whole: WholeState,
  streams: readonly StreamDescriptor[],
): ConnectionState {
  const cleared = withoutStates(state, streams.map(streamKey));
  return { ...cleared, whole: { ...whole, streams }, kind: "WHOLE" };
}

/** Streams whose rows are gone, or are read from the beginning: their states are invalid, and so is one that cannot be split. */
export function withoutStates(state: ConnectionState, streams: readonly StreamKey[]): ConnectionState {
  const isMeant = (descriptor: StreamDescriptor) => streams.includes(streamKey(descriptor));
  const entries = state.streams.map((entry) => (isMeant(entry) ? { ...entry, state: undefined } : entry));
  const whole = state.whole?.streams.some(isMeant) === true ? undefined : state.whole;
  return pruned({ ...state, streams: entries, whole });
}

/** The table of a stream is gone. */
export function withoutRows(state: ConnectionState, stream: StreamKey): ConnectionState {
  const cleared = withoutStates(state, [stream]);
  const entry = entryOf(cleared, stream);
  return entry === undefined ? cleared : withEntry(cleared, { ...entry, loaded: 0, formerKey: undefined });
}

/** A table is gone and its name will be another connection's: forgets its stream. */
export function withoutTable(state: ConnectionState, table: Named, fold: Fold = foldName): ConnectionState {
  const gone = state.streams.filter((entry) => isTableOf(entry, table, fold));
  const cleared = withoutStates(state, gone.map(streamKey));
  return { ...cleared, streams: cleared.streams.filter((entry) => !isTableOf(entry, table, fold)) };
}

/** The state that a stream resumes from, as the source wrote it; undefined where it has none. */
export function savedText({ whole, shared }: ConnectionState, entry: StreamEntry): string | undefined {
  const { state } = entry;
  if (state?.kind === "GLOBAL")
    return globalText(shared.find(({ id }) => id === state.shared)?.text ?? "", [state.text]);
  const isCovered = whole?.streams.some((stream) => streamKey(stream) === streamKey(entry)) === true;
  return state?.text ?? (isCovered ? whole.text : undefined);
}

/** Whose a table is, by the documents of all connections; undefined if it is nobody's. */
export function ownerOf(
  documents: ReadonlyMap<string, ConnectionState>,
  table: Named,
  fold: Fold = foldName,
): string | undefined {
  return [...documents].find(([, { streams }]) => streams.some((entry) => isTableOf(entry, table, fold)))?.[0];
}

type Named = Pick<Table, "schema" | "name">;
/** A name as the destination compares it with others. */
type Fold = (name: string) => string;

function isTableOf(entry: StreamEntry, { schema, name }: Named, fold: Fold): boolean {
  return fold(entry.schema) === fold(schema) && fold(entry.table) === fold(name);
}

function factsOf({ descriptor, schema, name, key, known, formerKey, privacy }: Table) {
  return { ...descriptor, schema, table: name, key, columns: known, formerKey, privacy };
}

function withEntry(state: ConnectionState, entry: StreamEntry): ConnectionState {
  const others = state.streams.filter((old) => streamKey(old) !== streamKey(entry));
  return { ...state, streams: [...others, entry] };
}

function withSaved(state: ConnectionState, stream: StreamKey, saved: StreamState): ConnectionState {
  const cleared = withoutStates(state, [stream]);
  const entry = entryOf(cleared, stream);
  return entry === undefined ? cleared : withEntry(cleared, { ...entry, state: saved });
}

/** Without the shared states that no part refers to any more; the last one stays, for its id. */
function pruned(state: ConnectionState): ConnectionState {
  const used = new Set(state.streams.map(({ state: saved }) => (saved?.kind === "GLOBAL" ? saved.shared : undefined)));
  return { ...state, shared: state.shared.filter(({ id }, index, all) => used.has(id) || index === all.length - 1) };
}

function now(): string {
  return new Date().toISOString();
}
