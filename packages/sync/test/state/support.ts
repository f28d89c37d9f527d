import { type ConnectionState, NO_STATE, withLoaded, withTable } from "../../src/state/connection-state.js";
import { stateIn } from "../../src/state/state-message.js";
import { type KeyPath, type StreamDescriptor, streamKey, streamLabel } from "../../src/streams/stream.js";
import type { Table } from "../../src/tables/table.js";

export const USERS: StreamDescriptor = { name: "users", namespace: "pub" };
export const LOG: StreamDescriptor = { name: "log", namespace: "pub" };
export const NEW: StreamDescriptor = { name: "new" };

export const ID: readonly KeyPath[] = [["id"]];

export function tableFor(descriptor: StreamDescriptor, key: readonly KeyPath[] = []): Table {
  return {
    ...{ stream: streamKey(descriptor), descriptor, label: streamLabel(descriptor) },
    ...{ schema: "acme", name: descriptor.name, columns: [], known: [], key, mode: "merge" },
  };
}

/** A connection in which `users` has a key and `log` has none, and both have rows. */
export const LOADED: ConnectionState = [tableFor(USERS, ID), tableFor(LOG)].reduce(
  (state, table) => withLoaded(withTable(state, table), table, 3),
  NO_STATE,
);

export const part = ({ name, namespace }: StreamDescriptor, at: number | string) =>
  `{"stream_descriptor":${JSON.stringify({ name, namespace })},"stream_state": { "at": ${at} }}`;

/** A GLOBAL state message with a shared position. */
export function globalState(lsn: number, ...parts: readonly string[]) {
  const state = stateIn(
    `{"type":"GLOBAL","global":{"shared_state":{"lsn":${lsn}},"stream_states":[${parts.join(",")}]}}`,
  );
  if (state?.kind !== "GLOBAL") throw new Error("it is not a GLOBAL state with parts");
  return state;
}
