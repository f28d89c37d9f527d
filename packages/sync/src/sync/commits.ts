import type { Destination } from "../destinations/destination.js";
import type { Pending } from "./pending.js";
import type { StreamLanding } from "./stream-landing.js";

/** Batches that are landed together, and the state that covers them all. */
export interface Together {
  readonly batches: readonly (readonly [StreamLanding, Pending])[];
  readonly state: string;
}

/** Brings batches to the destination: those that are due while the source goes on, and at its end what is left of each stream. */
export class Commits {
  readonly #destination: Destination;
  readonly #streams: readonly StreamLanding[];
  readonly #together: Together[] = [];
  #committing: Promise<void> = Promise.resolve();
  #isCommitting = false;
  #failure: Error | undefined;

  constructor(destination: Destination, streams: readonly StreamLanding[]) {
    this.#destination = destination;
    this.#streams = streams;
  }

  /** A state of all streams covers these, and they are due. */
  together(due: Together): void {
    this.#together.push(due);
  }

  /** Batches are landed while the source goes on; it waits only if the next one is due before the last is in. */
  async settled(): Promise<void> {
    if (this.#isDue) {
      if (this.#isCommitting) await this.#committing;
      this.#throwFailure();
      this.#isCommitting = true;
      this.#committing = this.#commitDue()
        .catch((error: unknown) => (this.#failure ??= error instanceof Error ? error : new Error(String(error))))
        .finally(() => (this.#isCommitting = false)) as Promise<void>;
    }
    for (const { pending } of this.#streams) await pending.flush();
  }

  get #isDue(): boolean {
    return this.#together.length > 0 || this.#streams.some(({ isDue }) => isDue);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The source has ended: all that is due is landed. */
  async ended(): Promise<void> {
    await this.#committing;
    this.#throwFailure();
    await this.#commitDue();
  }

  /**
   * Lands the last of each stream, whose status is known by now: whole streams to their last record, of the others what a state covers.
   *
   * @param shared the last state of all streams, where the source keeps one for all.
   */
  async finish(shared: string | undefined): Promise<void> {
    const replaced = this.#streams.filter(({ table }) => table.mode === "replace");
    const added = this.#streams.filter(({ table }) => table.mode !== "replace");
    for (const stream of replaced) await this.#finishReplaced(stream);
    if (shared === undefined) for (const stream of added) await this.#commitLast(stream);
    else await this.#commitLastTogether(added, shared);
    for (const { table } of added) await this.#destination.finish(table, undefined);
  }

  async #finishReplaced(stream: StreamLanding): Promise<void> {
    const { table, pending, lastState } = stream;
    if (stream.status !== "COMPLETE") {
      await this.#destination.abandon(table);
      stream.landed = 0;
      return;
    }
    if (pending.records > 0) await this.#commit([[stream, pending]]);
    await this.#destination.finish(table, lastState);
  }

  async #commitLast(stream: StreamLanding): Promise<void> {
    const { pending, status, lastState } = stream;
    if (status === "COMPLETE") pending.state ??= lastState;
    else await pending.dropUncovered();
    if (pending.records > 0 || pending.state !== undefined) await this.#commit([[stream, pending]]);
  }

  /**
   * One state goes for all streams, those that were replaced too: so it is saved only if all of these are whole. What lies behind
   * it is landed without harm where it is merged, and in a table without a key only if every stream is whole: else it would be
   * there twice next time.
   */
  async #commitLastTogether(added: readonly StreamLanding[], state: string): Promise<void> {
    const isWhole = this.#streams.every(({ status }) => status === "COMPLETE");
    const isSaved = this.#streams.every(({ table, status }) => table.mode !== "replace" || status === "COMPLETE");
    const batches: [StreamLanding, Pending][] = [];
    for (const stream of added) {
      const { status, table, pending } = stream;
      if (!isSaved && table.mode === "append") continue;
      if (!isWhole && (status !== "COMPLETE" || table.mode === "append")) await pending.dropUncovered();
      if (pending.records > 0) batches.push([stream, pending]);
    }
    await this.#commit(batches, isSaved ? state : undefined);
  }

  /** Waits for what is under way, and removes the batches that are not landed. */
  async close(): Promise<void> {
    await this.#committing;
    for (const stream of this.#streams) await stream.remove();
  }

  async #commitDue(): Promise<void> {
    for (const stream of this.#streams) {
      for (let batch = stream.takeDue(); batch !== undefined; batch = stream.takeDue())
        await this.#commit([[stream, batch]]);
    }
    for (let due = this.#together.shift(); due !== undefined; due = this.#together.shift())
      await this.#commit(due.batches, due.state);
  }

  async #commit(batches: Together["batches"], shared?: string): Promise<void> {
    try {
      for (const [, pending] of batches) await pending.flush(true);
      const misfits = await this.#destination.commit(
        batches.map(([stream, pending]) => stream.batchOf(pending)),
        shared,
      );
      for (const [index, [stream, { records }]] of batches.entries()) stream.hasLanded(records, misfits[index] ?? []);
    } finally {
      for (const [, pending] of batches) await pending.remove();
    }
  }
}
