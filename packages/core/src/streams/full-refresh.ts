import type { Cursor } from "../cursors/cursor.js";
import type { PagePosition } from "../cursors/page-position.js";
import { Partitions } from "../cursors/partitions.js";
import { StatePace } from "../cursors/state-pace.js";
import type { Clock } from "../http/clock.js";
import type { Query } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";
import { COMPLETE_STATE, isAlreadyComplete, NO_CURSOR_STATE } from "../protocol/state.js";
import type { Part, Progress } from "./progress.js";
import { ROOT, type Slice } from "./slice.js";

/** Everything, with nothing to go on from if it breaks off. */
export class Everything implements Progress {
  readonly #queries: readonly Query[];

  constructor(cursor: Cursor | undefined, clock: Clock) {
    this.#queries = wholeOf(cursor, clock);
  }

  open(): Part {
    return { queries: this.#queries, walked: () => undefined };
  }

  state(): undefined {
    return undefined;
  }

  end(): undefined {
    return undefined;
  }
}

/** Everything, in a way that a later attempt of the same job can go on with: by slices that are done, and by pages. */
export class Resumable implements Progress {
  readonly #queries: readonly Query[];
  readonly #position: PagePosition;
  readonly #partitions: Partitions;
  readonly #pace = new StatePace();
  readonly #clock: Clock;
  /** Of a stream that is one list. */
  #root: JsonObject | undefined;

  constructor(
    position: PagePosition,
    { cursor, saved, clock }: { cursor: Cursor | undefined; saved: JsonObject | undefined; clock: Clock },
  ) {
    this.#queries = wholeOf(cursor, clock);
    this.#position = position;
    const isSliced = saved !== undefined && "states" in saved;
    this.#root = isSliced ? undefined : saved;
    this.#partitions = new Partitions(isSliced ? saved : undefined);
    this.#clock = clock;
  }

  open(slice: Slice): Part | undefined {
    const saved = slice === ROOT ? this.#root : this.#partitions.open(slice);
    if (isAlreadyComplete(saved)) return undefined;
    const keep = (state: JsonObject) => {
      if (slice === ROOT) this.#root = state;
      else this.#partitions.walked(slice, state);
    };
    let left = this.#queries.length;
    return {
      queries: this.#queries,
      // A page belongs to one walk; of several nobody could say to which.
      place: left === 1 ? this.#position.placeIn(saved) : undefined,
      page: (place) => {
        if (place !== undefined && this.#queries.length === 1) keep(this.#position.stateAt(place));
      },
      fellShort: () => {
        if (slice !== ROOT) this.#partitions.forget(slice);
        this.#root = undefined;
        return this.#partitions.partial() ?? NO_CURSOR_STATE;
      },
      walked: () => {
        left--;
        if (left === 0) keep(COMPLETE_STATE);
      },
    };
  }

  state(): JsonObject | undefined {
    if (this.#root !== undefined) return this.#root;
    if (this.#partitions.isCommon || !this.#pace.isDue(this.#partitions.bytes, this.#clock.now())) return undefined;
    return this.#partitions.partial();
  }

  end(): JsonObject {
    return COMPLETE_STATE;
  }
}

function wholeOf(cursor: Cursor | undefined, clock: Clock): readonly Query[] {
  return cursor?.whole(clock.now()) ?? [{}];
}

/** Whether a full refresh can go on from a state. */
export function isPlaceIn(position: PagePosition, state: JsonObject, isSliced: boolean): boolean {
  if (!isSliced) return position.understands(state);
  return state["use_global_cursor"] !== true && Partitions.understands(state, (one) => position.understands(one));
}
