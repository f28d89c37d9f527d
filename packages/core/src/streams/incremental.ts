import type { Cursor } from "../cursors/cursor.js";
import { Partitions } from "../cursors/partitions.js";
import { StatePace } from "../cursors/state-pace.js";
import type { Clock } from "../http/clock.js";
import type { JsonObject } from "../protocol/json.js";
import type { Part, Progress } from "./progress.js";
import type { Slice } from "./slice.js";

/** An incremental read of a stream that is one list, or whose slices come in the order of the cursor's field. */
export class SingleCursor implements Progress {
  readonly #cursor: Cursor;
  readonly #startedMs: number;
  #state: JsonObject | undefined;

  constructor(cursor: Cursor, saved: JsonObject | undefined, clock: Clock) {
    this.#cursor = cursor;
    this.#state = saved;
    this.#startedMs = clock.now();
  }

  open(slice: Slice): Part {
    const pass = this.#cursor.pass({ saved: this.#state, startedMs: this.#startedMs, slice });
    return {
      ...pass,
      walked: () => {
        this.#state = pass.walked() ?? this.#state;
      },
    };
  }

  state(): JsonObject | undefined {
    return this.#state;
  }

  end(): JsonObject | undefined {
    return this.#state;
  }
}

/** An incremental read of a stream whose slices have a state each. */
export class CursorPerSlice implements Progress {
  readonly #cursor: Cursor;
  readonly #partitions: Partitions;
  readonly #pace = new StatePace();
  readonly #clock: Clock;
  readonly #startedMs: number;

  constructor(cursor: Cursor, saved: JsonObject | undefined, clock: Clock) {
    this.#cursor = cursor;
    this.#partitions = new Partitions(saved);
    this.#clock = clock;
    this.#startedMs = clock.now();
  }

  open(slice: Slice): Part {
    const saved = this.#partitions.open(slice);
    const pass = this.#cursor.pass({ saved, startedMs: this.#startedMs, slice });
    return {
      ...pass,
      walked: () => {
        this.#partitions.walked(slice, pass.walked());
      },
    };
  }

  state(): JsonObject | undefined {
    if (this.#partitions.isCommon || !this.#pace.isDue(this.#partitions.bytes, this.#clock.now())) return undefined;
    return this.#partitions.partial();
  }

  end(): JsonObject | undefined {
    return this.#partitions.whole(this.#cursor.field, this.#clock.now() - this.#startedMs);
  }
}

/** Whether the cursor can go on from a state. */
export function goesOnFrom(cursor: Cursor, state: JsonObject, isSliced: boolean): boolean {
  if (cursor.understands(state)) return true;
  return isSliced && !cursor.isStreamWide && Partitions.understands(state, (one) => cursor.understands(one));
}
