/** The model: what a source has at each sync of its history, and what the tables have to hold after it. */
import { type DeclaredType, KEY_VALUES, SAMPLES, SCHEMAS } from "./values.js";

export interface StreamPlan {
  readonly name: string;
  /** Undefined is none. */
  readonly namespace: string | undefined;
  /** The way to each part of the key, one or two names long; empty where there is none. */
  readonly key: readonly (readonly string[])[];
  readonly isIncremental: boolean;
}

/** A record. Values and keys are positions in their lists, so that fast-check makes them simple. */
export interface RecordPlan {
  readonly keys: readonly number[];
  readonly spelling: number;
  /** By field of the history's pool; undefined where the record does not have it. */
  readonly values: readonly (number | undefined)[];
}

/** The changes of a stream between two syncs. */
export interface StreamSync {
  readonly isListed: boolean;
  /** By field of the pool: what the schema declares; undefined where it does not have the field. */
  readonly types: readonly (DeclaredType | undefined)[];
  /** The same of the outermost field of each part of the key. */
  readonly keyTypes: readonly (DeclaredType | undefined)[];
  /** New records; of a stream that is not incremental all that there are. */
  readonly records: readonly RecordPlan[];
}

export type StatePlan =
  | "STREAM"
  /** With a place for each stream, and a shared state that moves on. */
  | "GLOBAL"
  /** With one place for all streams; a part says only that its stream has been read once. */
  | "GLOBAL, shared place"
  | "GLOBAL, no parts"
  | "LEGACY"
  | "none";

/** How a read ends before it is complete. */
export interface Stop {
  /** To quit is exit status 0, as if all had been read. One stream fails, the others are read on; quietly is with exit status 0. */
  readonly how: "exit" | "kill" | "quit" | "fail" | "fail quietly";
  /** How much of the read, or of the failing stream, comes before, in percent. */
  readonly after: number;
  readonly stream: number;
}

export interface SyncPlan {
  readonly streams: readonly StreamSync[];
  readonly states: StatePlan;
  /** How many records precede a state. */
  readonly stateEvery: number;
  readonly endsWithState: boolean;
  readonly hasStatuses: boolean;
  readonly hasCounts: boolean;
  readonly isInterleaved: boolean;
  /** What a source writes for no namespace. */
  readonly noNamespace: "left out" | "null" | "empty";
  readonly batchRecords: number;
  readonly isFullRefresh: boolean;
  /** Whether each stream is selected; all are if none is. */
  readonly selected: readonly boolean[];
  readonly stop: Stop | undefined;
}

export interface History {
  readonly streams: readonly StreamPlan[];
  /** Names of fields. */
  readonly pool: readonly string[];
  readonly syncs: readonly SyncPlan[];
}

/** A record that the source can write, and its place among all of them. */
export interface Event {
  readonly uid: string;
  readonly place: number;
  /** "" where the stream has no key. */
  readonly key: string;
  /** Each field as JSON. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Every record has this field, declared as a text: by it a row is recognized. */
export const UID = "uid";

/** The events of each stream that its source has at each sync: by sync, then by stream. */
export function eventsOf({ streams, pool, syncs }: History): readonly (readonly (readonly Event[])[])[] {
  const before: Event[][] = streams.map(() => []);
  let place = 0;
  return syncs.map((sync, nth) =>
    streams.map((stream, index) => {
      const added = (sync.streams[index]?.records ?? []).map((record, row): Event => {
        const fields = fieldsOf(stream, record, pool);
        const uid = `sync ${nth}, stream ${index}, record ${row}`;
        const key = stream.key.map((_path, part) => keyIndex(record, part)).join();
        return { uid, place: ++place, key, fields: new Map([[UID, JSON.stringify(uid)], ...fields]) };
      });
      if (!stream.isIncremental) return added;
      before[index] = [...(before[index] ?? []), ...added];
      return before[index];
    }),
  );
}

/** What a table has to hold once all of these have been read: of events with one key the last. */
export function expectedRows({ key }: StreamPlan, events: readonly Event[]): readonly Event[] {
  return key.length === 0 ? events : [...new Map(events.map((event) => [event.key, event])).values()];
}

/** What a schema declares of its fields, by name. */
export function typesOf({ key }: StreamPlan, { types, keyTypes }: StreamSync, pool: readonly string[]) {
  const declared = new Map<string, DeclaredType>([[UID, "text"]]);
  const add = (name: string | undefined, type: DeclaredType | undefined) => {
    if (name !== undefined && type !== undefined) declared.set(name, type);
  };
  for (const [index, name] of pool.entries()) add(name, types[index]);
  for (const [index, [name, inner]] of key.entries()) add(name, inner === undefined ? keyTypes[index] : "json");
  return declared;
}

/** A stream's entry in the catalog, as JSON text: a field may be called `__proto__`. */
export function catalogEntry(stream: StreamPlan, types: ReadonlyMap<string, DeclaredType>): string {
  const properties = [...types].map(([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(SCHEMAS[type])}`);
  const { name, key, isIncremental } = stream;
  const modes = isIncremental ? ["full_refresh", "incremental"] : ["full_refresh"];
  const entry = { name, supported_sync_modes: modes, source_defined_primary_key: key };
  return `{"json_schema":{"type":"object","properties":{${properties.join(",")}}},${JSON.stringify(entry).slice(1)}`;
}

function fieldsOf({ key }: StreamPlan, record: RecordPlan, pool: readonly string[]): ReadonlyMap<string, string> {
  const outer = new Map<string, string[]>();
  const fields = new Map<string, string>();
  for (const [part, [name = "", inner]] of key.entries()) {
    const spellings = KEY_VALUES[keyIndex(record, part)] ?? [];
    const json = spellings[record.spelling % spellings.length] ?? "null";
    if (inner === undefined) fields.set(name, json);
    else outer.set(name, [...(outer.get(name) ?? []), `${JSON.stringify(inner)}:${json}`]);
  }
  for (const [name, members] of outer) fields.set(name, `{${members.join(",")}}`);
  for (const [index, name] of pool.entries()) {
    const value = record.values[index];
    const sample = value === undefined ? undefined : SAMPLES[value];
    if (sample !== undefined && !fields.has(name)) fields.set(name, sample.json);
  }
  return fields;
}

function keyIndex({ keys }: RecordPlan, part: number): number {
  return (keys[part] ?? 0) % KEY_VALUES.length;
}
