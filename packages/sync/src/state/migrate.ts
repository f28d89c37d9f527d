import { type StreamDescriptor, streamKey, streamLabel } from "../streams/stream.js";
import type { KnownColumn } from "../tables/table.js";
import {
  type ConnectionState,
  NO_STATE,
  type StreamEntry,
  withGlobalState,
  withStreamState,
  withWholeState,
} from "./connection-state.js";
import { stateIn } from "./state-message.js";

/** What version 1 kept of a stream: in a row of `_sluice.streams`, or in the manifest. */
export interface FormerStream {
  /** Namespace and name with a dot between, or the name alone. */
  readonly stream: string;
  readonly schema: string;
  readonly table: string;
  /** The names of the key's columns. */
  readonly key: readonly string[];
  readonly columns: readonly KnownColumn[];
  readonly state: string | undefined;
  readonly loaded: number;
  readonly updatedAt: string;
}

/**
 * The document of a connection whose state was written by version 1.
 *
 * @param shared the one state for all streams, where the source kept one.
 */
export function migrated(streams: readonly FormerStream[], shared: string | undefined): ConnectionState {
  const sharedState = shared === undefined ? undefined : stateIn(shared);
  const entries = streams.map((stream) =>
    entryFrom(stream, sharedState?.kind === "GLOBAL" ? sharedState.descriptors : []),
  );
  let state: ConnectionState = { ...NO_STATE, streams: entries };
  for (const [index, { state: text }] of streams.entries()) {
    const entry = entries[index];
    if (text !== undefined && entry !== undefined) state = withStreamState(state, streamKey(entry), text);
  }
  if (sharedState?.kind === "GLOBAL") return withGlobalState(state, sharedState, entries.map(streamKey));
  return sharedState?.kind === "WHOLE" ? withWholeState(state, sharedState, entries.map(descriptorOf)) : state;
}

/** Gives entries of an earlier version their namespaces, by the streams that the source lists. */
export function withNamespaces(state: ConnectionState, streams: readonly StreamDescriptor[]): ConnectionState {
  const joined = new Map(streams.map((stream) => [`${stream.namespace ?? ""}.${stream.name}`, stream]));
  const split = <T extends StreamDescriptor>(one: T): T => {
    const found = streams.some((stream) => streamKey(stream) === streamKey(one)) ? undefined : joined.get(one.name);
    return found === undefined ? one : { ...one, name: found.name, namespace: found.namespace };
  };
  const entries = state.streams.map((entry) => {
    if (entry.isJoined !== true) return entry;
    const { isJoined: _joined, ...rest } = split(entry);
    return rest;
  });
  const whole = state.whole && { ...state.whole, streams: state.whole.streams.map(split) };
  return { ...state, streams: entries, whole };
}

function entryFrom(former: FormerStream, parts: readonly StreamDescriptor[]): StreamEntry {
  const { stream, schema, table, columns, loaded, updatedAt } = former;
  const own = former.state === undefined ? undefined : stateIn(former.state);
  const named = [...(own?.kind === "STREAM" ? [own.stream] : []), ...parts];
  const descriptor = named.find((one) => streamLabel(one) === stream) ?? { name: stream, isJoined: true };
  const fields = new Map(columns.map(({ name, field }) => [name, field]));
  const key = former.key.map((name) => [fields.get(name) ?? name]);
  const formerKey = key.length > 0 && loaded > 0 ? former.key : undefined;
  return { ...descriptor, schema, table, key, columns, loaded, formerKey, updatedAt };
}

function descriptorOf({ name, namespace }: StreamEntry): StreamDescriptor {
  return { name, namespace };
}
