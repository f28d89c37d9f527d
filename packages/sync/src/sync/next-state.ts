/** The next state of a connection after a commit: pure functions of the state and the streams of a sync. */

import {
  type ConnectionState,
  withGlobalState,
  withLoaded,
  withRefreshed,
  withReplaced,
  withStreamState,
  withWholeState,
} from "../state/connection-state.js";
import type { GlobalState, WholeState } from "../state/state-message.js";
import { isStaged } from "../tables/table.js";
import type { ReadyBatch } from "./stream-batches.js";
import type { StreamLoader } from "./stream-loader.js";

/** A state that several streams share. */
export type SharedMessage = GlobalState | WholeState;

/** Whether a shared state may be saved now: one that cannot be split covers tables that are replaced too. */
export function canSave(streams: readonly StreamLoader[], shared: SharedMessage, isAllReplaced: boolean): boolean {
  if (shared.kind === "GLOBAL") return true;
  const isReplacing = streams.some(({ table, isResumable }) => table.mode === "replace" && isResumable);
  return (!isReplacing || isAllReplaced) && streams.every(({ isAborted }) => !isAborted);
}

/** A shared state has been committed with the rows that it covers. Tables that are replaced get their parts when they are. */
export function withShared(
  state: ConnectionState,
  streams: readonly StreamLoader[],
  shared: SharedMessage,
): ConnectionState {
  if (shared.kind === "GLOBAL") {
    const covered = streams.filter(({ table, isAborted }) => !isStaged(table) && !isAborted);
    return withGlobalState(
      state,
      shared,
      covered.map(({ table }) => table.stream),
    );
  }
  const covered = streams.filter(({ isResumable }) => isResumable);
  return withWholeState(
    state,
    shared,
    covered.map(({ table }) => table.descriptor),
  );
}

/** A batch has been committed with the state of its stream. Staged rows change nothing yet. */
export function afterBatch(state: ConnectionState, { table }: StreamLoader, { buffer, state: text }: ReadyBatch) {
  if (isStaged(table)) return state;
  return withStreamState(withLoaded(state, table, buffer.records), table.stream, text);
}

/** A read is complete, and takes effect on its table. Of a table that is reconciled all states stay. */
export function afterRead(
  state: ConnectionState,
  stream: StreamLoader,
  shared: SharedMessage | undefined,
): ConnectionState {
  const { table } = stream;
  if (table.mode === "reconcile") return state;
  const next = table.absent === undefined ? withReplaced(state, table, stream) : withRefreshed(state, table, stream);
  return mayBeResumed(stream) ? withStateOf(next, stream, shared) : next;
}

/** A stream has ended: its last state, or its part of the last shared one, goes with its rows. */
function withStateOf(
  state: ConnectionState,
  { table, lastState }: StreamLoader,
  shared: SharedMessage | undefined,
): ConnectionState {
  if (shared?.kind === "GLOBAL") return withGlobalState(state, shared, [table.stream]);
  return lastState === undefined ? state : withStreamState(state, table.stream, lastState);
}

/** Rows without a key come twice if they follow the last state: then the stream is read from the beginning the next time. */
export function mayBeResumed({ table, sinceState }: StreamLoader): boolean {
  return table.key.length > 0 || sinceState === 0;
}
