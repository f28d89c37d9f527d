import { type Checkpoint, type Destination, type StreamCount, TableError } from "../destinations/destination.js";
import { type ConnectionState, withLoaded, withoutStates, withStreamState } from "../state/connection-state.js";
import { isStaged } from "../tables/table.js";
import { BackgroundWork } from "./background-work.js";
import type { BatchBuffer } from "./batch-buffer.js";
import { afterBatch, afterRead, canSave, mayBeResumed, type SharedMessage, withShared } from "./next-state.js";
import { boundedCount } from "./run-record.js";
import { shrinkWarning } from "./shrink.js";
import type { StreamLoader } from "./stream-loader.js";
import { countOf } from "./stream-outcome.js";

/** Batches that are committed together, and the state that covers them all. */
export interface GlobalCommit {
  readonly batches: readonly (readonly [StreamLoader, BatchBuffer])[];
  readonly state: SharedMessage;
}

/** The state of a connection during a sync. */
export interface CurrentState {
  value: ConnectionState;
  /** How much of each stream is loaded, as of the last checkpoint. */
  counts?: readonly StreamCount[];
}

/** The only writer of a connection's state: commits batches with the state that covers them, one commit after the other. */
export class Committer {
  readonly #destination: Destination;
  readonly #streams: readonly StreamLoader[];
  /** Those of them that share one state. */
  readonly #sharing: readonly StreamLoader[];
  readonly #state: CurrentState;
  readonly #global: GlobalCommit[] = [];
  /** Whose staged rows have become their table's. */
  readonly #replaced = new Set<StreamLoader>();
  readonly #committing = new BackgroundWork();

  constructor(destination: Destination, streams: readonly StreamLoader[], state: CurrentState) {
    this.#destination = destination;
    this.#streams = streams;
    this.#sharing = streams.filter(({ table }) => !isStaged(table));
    this.#state = state;
  }

  /** A shared state covers these batches, and they are ready. */
  addGlobal(commit: GlobalCommit): void {
    this.#global.push(commit);
  }

  /** As the function `canSave`, for the streams of this sync. */
  canSave(shared: SharedMessage, isAllReplaced = false): boolean {
    return canSave(this.#streams, shared, isAllReplaced);
  }

  /** Commits what is ready while the source is read; waits only if the next batch is ready before the last one is committed. */
  async settled(): Promise<void> {
    if (this.#isReady) await this.#committing.start(() => this.#commitReady());
    for (const { batches } of this.#streams) await batches.current.flush();
  }

  get #isReady(): boolean {
    return this.#global.length > 0 || this.#streams.some(({ batches }) => batches.isReady);
  }

  /** The source has ended: commits everything that is ready. */
  async ended(): Promise<void> {
    await this.#committing.ended();
    await this.#commitReady();
  }

  /**
   * Commits the rest of each stream, whose status is known by now: complete streams to their last record, of the others what a state
   * covers.
   *
   * @param shared the last state that streams share, where the source keeps one.
   */
  async finish(shared: SharedMessage | undefined): Promise<void> {
    const staged = this.#streams.filter(({ table }) => isStaged(table));
    for (const stream of staged) await this.#alone(stream, () => this.#finishStaged(stream, shared));
    if (shared === undefined) {
      for (const stream of this.#sharing) await this.#alone(stream, () => this.#commitRest(stream));
    } else await this.#commitRestWith(shared);
    for (const stream of this.#sharing) {
      await this.#alone(stream, () => this.#destination.finish(stream.table, this.#checkpoint(this.#state.value)));
    }
  }

  /** The rows that complete streams have now. A run without these numbers is as good. */
  async countRows(): Promise<void> {
    const complete = this.#streams.filter(({ isComplete, skipped }) => isComplete && skipped === undefined);
    const counts = await this.#destination.rowCounts(complete.map(({ table }) => table)).catch(() => []);
    for (const [index, stream] of complete.entries()) stream.rows = counts[index];
  }

  /** What goes wrong with one stream's table is that stream's failure. */
  async #alone(stream: StreamLoader, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      await stream.abort(error.message);
      await this.#destination.abandon(stream.table);
    }
  }

  async #finishStaged(stream: StreamLoader, shared: SharedMessage | undefined): Promise<void> {
    const { table } = stream;
    const buffer = stream.batches.current;
    if (!stream.isComplete) {
      await this.#destination.abandon(table);
      stream.dropStaged();
      return;
    }
    if (buffer.records > 0) await this.#commit([[stream, buffer]], this.#state.value);
    this.#replaced.add(stream);
    const checkpoint = this.#checkpoint(afterRead(this.#state.value, stream, shared));
    const finished = await this.#destination.finish(stream.finished, checkpoint);
    stream.deleted += finished.deleted;
    this.#saved(checkpoint);
    const warning = shrinkWarning(table, finished);
    if (warning !== undefined) stream.warn(warning);
  }

  async #commitRest(stream: StreamLoader): Promise<void> {
    const { isComplete, table, lastState } = stream;
    const buffer = stream.batches.current;
    if (!isComplete) await buffer.dropUncovered();
    let next = withLoaded(this.#state.value, table, buffer.records);
    if (lastState !== undefined) next = withStreamState(next, table.stream, lastState);
    if (isComplete && !mayBeResumed(stream)) next = withoutStates(next, [table.stream]);
    if (buffer.records > 0 || lastState !== undefined) await this.#commit([[stream, buffer]], next);
  }

  /**
   * A shared state covers what all streams wrote before it. What follows it is loaded where it is merged, because it does no harm there
   * if it comes again; rows without a key only if every stream is complete, and none if the state cannot be saved.
   */
  async #commitRestWith(shared: SharedMessage): Promise<void> {
    const isWhole = this.#streams.every(({ isComplete }) => isComplete);
    const canSave = this.canSave(shared, isWhole);
    const batches: [StreamLoader, BatchBuffer][] = [];
    for (const stream of this.#sharing) {
      const { table, isComplete } = stream;
      const buffer = stream.batches.current;
      const hasKey = table.key.length > 0;
      if (!isComplete || (!isWhole && !hasKey)) await buffer.dropUncovered();
      if (buffer.records > 0 && (canSave || hasKey)) batches.push([stream, buffer]);
    }
    await this.#commitShared(batches, shared, isWhole);
    if (!isWhole) return;
    const beyond = this.#streams.filter((stream) => !mayBeResumed(stream)).map(({ table }) => table.stream);
    if (beyond.length > 0) await this.#commit([], withoutStates(this.#state.value, beyond));
  }

  /** Commits batches with the state that they share; without a table that fails, whose part of the state stays as it was. */
  async #commitShared(batches: GlobalCommit["batches"], shared: SharedMessage, isAllReplaced = false): Promise<void> {
    const possible = batches.filter(([{ isAborted }]) => !isAborted);
    let next = this.#state.value;
    for (const [{ table }, { records }] of possible) next = withLoaded(next, table, records);
    if (this.canSave(shared, isAllReplaced)) next = withShared(next, this.#streams, shared);
    try {
      await this.#commit(possible, next);
    } catch (error) {
      const failed = possible.find(([{ table }]) => error instanceof TableError && table.stream === error.stream);
      if (failed === undefined || !(error instanceof TableError)) throw error;
      await failed[0].abort(error.message);
      await failed[1].remove();
      await this.#commitShared(possible, shared, isAllReplaced);
    }
  }

  /** Waits for what is being committed, and removes the batches that are not. */
  async close(): Promise<void> {
    await this.#committing.settled();
    for (const { batches } of this.#streams) await batches.remove();
  }

  async #commitReady(): Promise<void> {
    for (const stream of this.#streams) {
      for (let batch = stream.batches.next(); batch !== undefined; batch = stream.batches.next()) {
        const { buffer } = batch;
        await this.#alone(stream, () => this.#commit([[stream, buffer]], afterBatch(this.#state.value, stream, batch)));
        await buffer.remove();
      }
    }
    for (let due = this.#global.shift(); due !== undefined; due = this.#global.shift()) {
      await this.#commitShared(due.batches, due.state);
    }
  }

  async #commit(batches: GlobalCommit["batches"], next: ConnectionState): Promise<void> {
    const full = batches.filter(([, { records }]) => records > 0);
    for (const [, buffer] of full) await buffer.flush(true);
    const checkpoint = this.#checkpoint(next, full);
    const mismatches = await this.#destination.commit(
      full.map(([stream, buffer]) => stream.batchOf(buffer)),
      checkpoint,
    );
    this.#saved(checkpoint);
    for (const [index, [stream, buffer]] of full.entries()) stream.addLoaded(buffer, mismatches[index] ?? []);
    for (const [, buffer] of batches) await buffer.remove();
  }

  /** @param batches those that are committed with it: their records count as loaded. */
  #checkpoint(state: ConnectionState, batches: GlobalCommit["batches"] = []): Checkpoint {
    const added = new Map(batches);
    const counts = this.#streams.map((stream) => {
      const { records = 0, deleted = 0 } = added.get(stream) ?? {};
      const isUnseen = isStaged(stream.table) && !this.#replaced.has(stream);
      const [loaded, gone] = isUnseen ? [0, 0] : [stream.loaded + records, stream.deleted + deleted];
      return boundedCount({ ...countOf(stream), loaded, deleted: gone === 0 ? undefined : gone });
    });
    return { state, counts };
  }

  #saved({ state, counts }: Checkpoint): void {
    this.#state.value = state;
    this.#state.counts = counts;
  }
}
