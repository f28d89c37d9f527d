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
