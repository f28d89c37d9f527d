import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { isoOf, timeOf } from "./watermark.js";

/** Above so many partitions one state for all is kept: at 125 bytes each, the state is then about 600 kB. */
export const MOST_PARTITIONS = 5_000;

/**
 * The state of a stream whose slices each have their own, in the shape that Airbyte's CDK uses:
 * `{"use_global_cursor":false,"states":[{"partition":{…,"parent_slice":{}},"cursor":{…}}]}`. Above a number of partitions
 * it is one cursor for all, `{"use_global_cursor":true,"state":{…},"lookback_window":42}`, the window in seconds.
 */
export class Partitions {
  /** The saved cursor for partitions that have none of their own. */
  readonly #common: JsonObject | undefined;
  readonly #saved = new Map<string, { readonly partition: JsonObject; readonly cursor: JsonObject }>();
  readonly #entries = new Map<string, { readonly partition: JsonObject; cursor: JsonObject | undefined }>();
  /** Met, and not read yet, or refused. */
  readonly #unread = new Set<string>();
  readonly #most: number;
  /** About how long the state is as JSON. */
  bytes = 0;

  constructor(saved: JsonObject | undefined, most = MOST_PARTITIONS) {
    this.#most = most;
    this.#common = saved === undefined ? undefined : commonIn(saved);
    for (const entry of entriesIn(saved)) {
      const id = identityOf(entry.partition);
      this.#saved.set(id, entry);
      this.bytes += id.length + ENVELOPE + sizeOf(entry.cursor);
    }
  }

  /** Whether a state has this shape, and each cursor in it is one that `known` takes. */
  static understands(state: JsonObject, known: (cursor: JsonObject) => boolean): boolean {
    const { states, state: common } = state;
    if (state["use_global_cursor"] === true) return isJsonObject(common) && known(common);
    return (
      Array.isArray(states) &&
      entriesIn(state).length === states.length &&
      entriesIn(state).every((entry) => known(entry.cursor))
    );
  }

  /** What is saved of a partition; from now on the state has a place for it. */
  open(partition: JsonObject): JsonObject | undefined {
    const id = identityOf(partition);
    const cursor = this.#saved.get(id)?.cursor ?? this.#common;
    this.#put(id, partition, this.#entries.get(id)?.cursor ?? cursor);
    this.#unread.add(id);
    return cursor;
  }

  /** A partition was read, and this is what it comes to; undefined if there is nothing to save. */
  walked(partition: JsonObject, cursor: JsonObject | undefined): void {
    const id = identityOf(partition);
    this.#unread.delete(id);
    if (cursor !== undefined) this.#put(id, partition, cursor);
  }

  /** What is known of a partition does not hold: it begins anew. */
  forget(partition: JsonObject): void {
    this.#put(identityOf(partition), partition, undefined);
  }

  /** True where a state in mid-read would not be right, for it would have to speak for partitions that are not read yet. */
  get isCommon(): boolean {
    return this.#common !== undefined || this.#entries.size > this.#most;
  }

  /** The state in mid-read: partitions that are not met yet keep what they had. */
  partial(): JsonObject | undefined {
    const unmet = [...this.#saved].flatMap(([id, entry]) => (this.#entries.has(id) ? [] : [{ ...entry }]));
    return stateOf([...this.#listed(), ...unmet]);
  }

  /**
   * The state at the end of a read: partitions that were not met are gone.
   *
   * @param field the field of the cursors, of which the highest counts where one is kept for all.
   * @param tookMs how long the read took: what changed in a partition after its turn is read again.
   */
  whole(field: string | undefined, tookMs: number): JsonObject | undefined {
    if (this.#entries.size <= this.#most || field === undefined) return stateOf(this.#listed());
    const times = [...this.#entries.values()].flatMap(({ cursor }) => timeOf(cursor?.[field]) ?? []);
    if (times.length === 0 || this.#unread.size > 0) return undefined; // it would speak for those that were refused
    const highest = times.reduce((a, b) => Math.max(a, b));
    const state = { [field]: isoOf(highest) };
    return { use_global_cursor: true, state, lookback_window: Math.ceil(tookMs / 1000) };
  }

  #put(id: string, partition: JsonObject, cursor: JsonObject | undefined): void {
    const before = this.#entries.get(id);
    const replaced = before ?? this.#saved.get(id);
    this.bytes += sizeOf(cursor) - sizeOf(replaced?.cursor) + (replaced === undefined ? id.length + ENVELOPE : 0);
    if (before === undefined) this.#entries.set(id, { partition: { ...partition, parent_slice: {} }, cursor });
    else before.cursor = cursor;
  }

  #listed(): JsonObject[] {
    return [...this.#entries.values()].flatMap(({ partition, cursor }) =>
      cursor === undefined ? [] : [{ partition, cursor }],
    );
  }
}

/** What surrounds a partition's identity and cursor. */
const ENVELOPE = '{"partition":{,"parent_slice":{}},"cursor":},'.length;

function stateOf(states: JsonObject[]): JsonObject | undefined {
  return states.length === 0 ? undefined : { use_global_cursor: false, states };
}

function sizeOf(cursor: JsonObject | undefined): number {
  return cursor === undefined ? 0 : JSON.stringify(cursor).length;
}

/** Names sorted; `parent_slice` is not ours: an id tells a parent alone. */
function identityOf(partition: JsonObject): string {
  const names = Object.keys(partition).filter((name) => name !== "parent_slice");
  return JSON.stringify(Object.fromEntries(names.sort().map((name) => [name, partition[name] ?? null])));
}

function entriesIn(saved: JsonObject | undefined): { partition: JsonObject; cursor: JsonObject }[] {
  const states: JsonValue | undefined = saved?.["states"];
  if (!Array.isArray(states) || saved?.["use_global_cursor"] === true) return [];
  return states.flatMap((entry) => {
    const { partition, cursor } = isJsonObject(entry) ? entry : {};
    return isJsonObject(partition) && isJsonObject(cursor) ? [{ partition, cursor }] : [];
  });
}

/** The cursor for all partitions: of a global state, moved back by its window, or a state that is a cursor itself. */
function commonIn(saved: JsonObject): JsonObject | undefined {
  if ("states" in saved && saved["use_global_cursor"] !== true) return undefined;
  const { state, lookback_window: seconds } = saved;
  if (!isJsonObject(state)) return saved;
  const backMs = typeof seconds === "number" ? seconds * 1000 : 0;
  return Object.fromEntries(
    Object.entries(state).map(([field, value]) => {
      const ms = timeOf(value);
      return [field, ms === undefined || backMs === 0 ? value : isoOf(ms - backMs)];
    }),
  );
}
