import { CheckpointInterval } from "../cursors/checkpoint-interval.js";
import type { Cursor, CursorRun, ResumeToken, Slice } from "../cursors/cursor.js";
import { ExportCursor } from "../cursors/export-cursor.js";
import { ResumableFullRefresh } from "../cursors/full-refresh.js";
import { PartitionStates } from "../cursors/partition-states.js";
import type { Clock } from "../http/clock.js";
import type { JsonObject } from "../protocol/json.js";
import { COMPLETE_STATE, isAlreadyComplete, NO_CURSOR_STATE } from "../protocol/state.js";

/** The state of one slice while it is read. */
export interface SliceState {
  readonly run: CursorRun;
  /** A page was read; `next` leads to the page after it. */
  pageRead(next: ResumeToken | undefined): void;
  /** All pages of one of the lists were read. */
  listRead(): void;
  /**
   * Records of a list are missing, perhaps before the saved token: the list must be read from its start.
   *
   * @returns the state that says so; undefined where the saved state does not cover a part of the list.
   */
  restart(): JsonObject | undefined;
}

export interface StreamStateOptions {
  readonly cursor: Cursor;
  /** A state that the cursor can resume from. */
  readonly saved: JsonObject | undefined;
  /** True for a state for each slice, false for one state for the stream. */
  readonly isPartitioned: boolean;
  readonly clock: Clock;
}

/** The state of a stream while it is read: one cursor state, or one for each partition. */
export class StreamState {
  readonly #cursor: Cursor;
  readonly #partitions: PartitionStates | undefined;
  readonly #interval = new CheckpointInterval();
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #startedMonotonicMs: number;
  #single: JsonObject | undefined;

  constructor({ cursor, saved, isPartitioned, clock }: StreamStateOptions) {
    this.#cursor = cursor;
    this.#partitions = isPartitioned ? new PartitionStates(saved, { format: cursor.format }) : undefined;
    this.#single = isPartitioned ? undefined : saved;
    this.#clock = clock;
    this.#startedMs = clock.now();
    this.#startedMonotonicMs = clock.monotonicMs();
  }

  /** Starts a slice; undefined if an earlier attempt has read it. */
  open(slice: Slice): SliceState | undefined {
    const saved = this.#partitions === undefined ? this.#single : this.#partitions.open(slice);
    if (isAlreadyComplete(saved)) return undefined;
    const run = this.#cursor.start({ saved, startedMs: this.#startedMs, slice });
    return {
      run,
      pageRead: (next) => {
        const state = run.stateAfterPage?.(next);
        if (state !== undefined) this.#save(slice, state);
      },
      listRead: () => this.#save(slice, run.nextState()),
      restart: () => this.#restart(slice),
    };
  }

  /** The state to write in mid-read, if it is time for one. */
  checkpoint(): JsonObject | undefined {
    const partitions = this.#partitions;
    if (partitions === undefined) return this.#single;
    if (partitions.isGlobal || !this.#interval.isDue(partitions.bytes, this.#clock.monotonicMs())) return undefined;
    return partitions.partial();
  }

  /** The state after the whole read; undefined where there is none. */
  final(): JsonObject | undefined {
    const cursor = this.#cursor instanceof ExportCursor ? this.#cursor.inner : this.#cursor;
    if (cursor instanceof ResumableFullRefresh) return COMPLETE_STATE;
    if (this.#partitions === undefined) return this.#single;
    return this.#partitions.final(this.#cursor.field, this.#clock.monotonicMs() - this.#startedMonotonicMs);
  }

  #save(slice: Slice, state: JsonObject | undefined): void {
    if (this.#partitions === undefined) this.#single = state ?? this.#single;
    else this.#partitions.save(slice, state);
  }

  #restart(slice: Slice): JsonObject | undefined {
    if (!(this.#cursor instanceof ResumableFullRefresh)) return undefined;
    this.#partitions?.forget(slice);
    this.#single = undefined;
    return this.#partitions?.partial() ?? NO_CURSOR_STATE;
  }
}
