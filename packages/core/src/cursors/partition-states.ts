import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { isoMillis, type TimeFormat } from "./time-format.js";

/** With more partitions, one cursor is kept for all: at 125 bytes each, the state would exceed 600 kB. */
export const MAX_PARTITIONS = 5_000;

export interface PartitionOptions {
  /** How the cursors' values are written. */
  readonly format?: TimeFormat;
  readonly max?: number;
}

/**
 * The state of a stream with one cursor for each slice, in the shape that Airbyte's CDK uses:
 * `{"use_global_cursor":false,"states":[{"partition":{…,"parent_slice":{}},"cursor":{…}}]}`. Above a number of partitions
 * it is one global cursor, `{"use_global_cursor":true,"state":{…},"lookback_window":42}`, the window in seconds.
 */
export class PartitionStates {
  /** The saved cursor for partitions that have none of their own. */
  readonly #global: JsonObject | undefined;
  readonly #saved = new Map<string, { readonly partition: JsonObject; readonly cursor: JsonObject }>();
  readonly #entries = new Map<string, { readonly partition: JsonObject; cursor: JsonObject | undefined }>();
  /** Opened, but not read yet, or skipped. */
  readonly #unread = new Set<string>();
  readonly #max: number;
  readonly #format: TimeFormat;
  /** About how long the state is as JSON. */
  bytes = 0;

  constructor(saved: JsonObject | undefined, { format = isoMillis, max = MAX_PARTITIONS }: PartitionOptions = {}) {
    this.#max = max;
    this.#format = format;
    this.#global = saved === undefined ? undefined : globalIn(saved, format);
    for (const entry of entriesIn(saved)) {
      const id = identityOf(entry.partition);
      this.#saved.set(id, entry);
      this.bytes += id.length + ENVELOPE + sizeOf(entry.cursor);
    }
  }

  /** Whether a state has this shape, and `known` accepts each cursor in it. */
  static canResume(state: JsonObject, known: (cursor: JsonObject) => boolean): boolean {
    const { states, state: common } = state;
    if (state["use_global_cursor"] === true) return isJsonObject(common) && known(common);
    return (
      Array.isArray(states) &&
      entriesIn(state).length === states.length &&
      entriesIn(state).every((entry) => known(entry.cursor))
    );
  }

  /** Adds a partition to the state. @returns the cursor that was saved for it, or the global one. */
  open(partition: JsonObject): JsonObject | undefined {
    const id = identityOf(partition);
    const cursor = this.#saved.get(id)?.cursor ?? this.#global;
    this.#put(id, partition, this.#entries.get(id)?.cursor ?? cursor);
    this.#unread.add(id);
    return cursor;
  }

  /** Saves the cursor of a partition that was read; undefined keeps the one that it has. */
  save(partition: JsonObject, cursor: JsonObject | undefined): void {
    const id = identityOf(partition);
    this.#unread.delete(id);
    if (cursor !== undefined) this.#put(id, partition, cursor);
  }

  /** Drops the cursor of a partition: the next read starts from its beginning. */
  forget(partition: JsonObject): void {
    this.#put(identityOf(partition), partition, undefined);
  }

  /** True where a global cursor is kept: in mid-read it would cover partitions that are not read yet. */
  get isGlobal(): boolean {
    return this.#global !== undefined || this.#entries.size > this.#max;
  }

  /** The state in mid-read: partitions that are not opened yet keep their cursors. */
  partial(): JsonObject | undefined {
    const unmet = [...this.#saved].flatMap(([id, entry]) => (this.#entries.has(id) ? [] : [{ ...entry }]));
    return stateOf([...this.#listed(), ...unmet]);
  }

  /**
   * The state at the end of a read, without partitions that no longer exist.
   *
   * @param field the cursors' field; the global cursor is the highest of them.
   * @param tookMs how long the read took, because records that changed in a partition after its turn are read again.
   */
  final(field: string | undefined, tookMs: number): JsonObject | undefined {
    if (this.#entries.size <= this.#max || field === undefined) return stateOf(this.#listed());
    const times = [...this.#entries.values()].flatMap(({ cursor }) => this.#format.read(cursor?.[field]) ?? []);
    if (times.length === 0 || this.#unread.size > 0) return undefined; // it would cover those that were skipped
    const highest = times.reduce((a, b) => Math.max(a, b));
    const state = { [field]: this.#format.write(highest) };
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

/** The characters around a partition's identity and cursor. */
const ENVELOPE = '{"partition":{,"parent_slice":{}},"cursor":},'.length;

function stateOf(states: JsonObject[]): JsonObject | undefined {
  return states.length === 0 ? undefined : { use_global_cursor: false, states };
}

function sizeOf(cursor: JsonObject | undefined): number {
  return cursor === undefined ? 0 : JSON.stringify(cursor).length;
}

/** Names sorted; `parent_slice` is left out: the id alone identifies a parent. */
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

/** The global cursor: of a global state, moved back by its window, or a state that is a cursor itself. */
function globalIn(saved: JsonObject, format: TimeFormat): JsonObject | undefined {
  if ("states" in saved && saved["use_global_cursor"] !== true) return undefined;
  const { state, lookback_window: seconds } = saved;
  if (!isJsonObject(state)) return saved;
  const backMs = typeof seconds === "number" ? seconds * 1000 : 0;
  return Object.fromEntries(
    Object.entries(state).map(([field, value]) => {
      const ms = format.read(value);
      return [field, ms === undefined || backMs === 0 ? value : format.write(ms - backMs)];
    }),
  );
}
