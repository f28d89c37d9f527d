/** Histories of sources, with all that real sources do. */
import fc from "fast-check";
import type { History, RecordPlan, StatePlan, Stop, StreamPlan, StreamSync, SyncPlan } from "./history.js";
import { type DeclaredType, KEY_VALUES, SAMPLES, SCHEMAS } from "./values.js";

const LONG = "long_".repeat(15);

/** Names of fields that are near each other: those of one group come together. */
const FIELDS: readonly (readonly string[])[] = [
  ["a", "b", "c"],
  ["name", "Name", "NAME"],
  ["n\u00e4me", "na\u0308me", "N\u00c4ME"],
  [`${LONG}1`, `${LONG}2`],
  ["select", "table", "primary"],
  ["xmin", "CTID", "oid", "rowid", "tableoid"],
  ["_sluice_id", "_sluice_x", "_SLUICE_EXTRA", "_sluice_synced_at"],
  ["ordinal", "record", "key", "extra", "renamed", "emitted_at"],
  ["", " ", "\n", "."],
  ["a.b", 'a"b', "a'b", "a\\b", "a,b", "a;b--"],
  ["\u0000", "\ud800x", "\ufeffuid", "UID", "\u{1f600}"],
  ["__proto__", "constructor", "toString"],
  ["\u212a", "k", "K", "\u0131", "I"],
  ["$", "[0]", "*", "%", "#1", "$.a"],
];

const STREAMS = [
  "users",
  "Users",
  "log",
  "select",
  "a.b",
  "pub.users",
  "pub__users",
  "\u00fc",
  "U\u0308",
  "a/b",
  "a'b\"",
  "_sluice_staging_x",
  "_sluice_runs",
  `${LONG}1`,
  `${LONG}2`,
];
const KEYS = [
  [["id"]],
  [["id"], ["part"]],
  [["meta", "id"]],
  [
    ["meta", "id"],
    ["meta", "part"],
  ],
  [["_sluice_id"]],
  [["a.b"], ["id"]],
  [["Id"]],
];

const MAX_POOL = 4;
const MAX_STREAMS = 4;
const TYPES = Object.keys(SCHEMAS) as DeclaredType[];

/** What is tried most in a kind of history. */
interface Focus {
  readonly streams: { readonly minLength: number; readonly maxLength: number };
  readonly syncs: { readonly minLength: number; readonly maxLength: number };
  readonly pool: fc.Arbitrary<readonly string[]>;
  /** How many different values a part of a key has at most. */
  readonly keyValues: number;
  readonly maxRecords: number;
  readonly stop: fc.Arbitrary<Stop | undefined>;
  readonly states: readonly StatePlan[];
}

const mostly = <T>(value: T, other: T, weight: number): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(other) });
const listOf = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: length, maxLength: length });

const type = fc.option(fc.constantFrom(...TYPES), { nil: undefined, freq: 5 });

const stop: fc.Arbitrary<Stop> = fc.record({
  how: fc.constantFrom("exit", "kill", "quit", "fail", "fail quietly"),
  after: fc.nat(100),
  stream: fc.nat(MAX_STREAMS - 1),
});

const stream: fc.Arbitrary<StreamPlan> = fc.record({
  name: fc.constantFrom(...STREAMS),
  namespace: fc.constantFrom(undefined, "pub"),
  key: fc.oneof(fc.constant([]), fc.constantFrom(...KEYS)),
  isIncremental: mostly(true, false, 4),
});

function recordOf({ keyValues }: Focus): fc.Arbitrary<RecordPlan> {
  return fc.record({
    keys: listOf(fc.nat(keyValues - 1), 2),
    spelling: fc.nat(3),
    values: listOf(fc.option(fc.nat(SAMPLES.length - 1), { nil: undefined, freq: 6 }), MAX_POOL),
  });
}

function streamSyncOf(focus: Focus): fc.Arbitrary<StreamSync> {
  return fc.record({
    isListed: mostly(true, false, 12),
    types: listOf(type, MAX_POOL),
    keyTypes: listOf(type, 2),
    records: fc.array(recordOf(focus), { maxLength: focus.maxRecords, size: "max" }),
  });
}

function syncPlanOf(focus: Focus): fc.Arbitrary<SyncPlan> {
  return fc.record({
    streams: listOf(streamSyncOf(focus), MAX_STREAMS),
    states: fc.constantFrom(...focus.states),
    stateEvery: fc.integer({ min: 1, max: 5 }),
    endsWithState: fc.boolean(),
    hasStatuses: fc.boolean(),
    hasCounts: fc.boolean(),
    isInterleaved: fc.boolean(),
    noNamespace: fc.constantFrom("left out", "null", "empty"),
    batchRecords: fc.constantFrom(1, 3, 1000),
    isFullRefresh: mostly(false, true, 8),
    selected: fc.oneof(fc.constant([]), listOf(fc.boolean(), MAX_STREAMS)),
    stop: focus.stop,
  });
}

/** Of whose syncs the last reads everything to its end. */
function historiesOf(focus: Focus): fc.Arbitrary<History> {
  const selector = ({ name, namespace }: StreamPlan) => JSON.stringify([name, namespace]);
  const plans = fc.record({
    streams: fc.uniqueArray(stream, { ...focus.streams, size: "max", selector }),
    pool: focus.pool,
    syncs: fc.array(syncPlanOf(focus), { ...focus.syncs, size: "max" }),
  });
  return plans.map(({ syncs, ...rest }) => ({
    ...rest,
    syncs: syncs.map((sync, index) => possible(index < syncs.length - 1 ? sync : complete(sync))),
  }));
}

function complete(sync: SyncPlan): SyncPlan {
  const streams = sync.streams.map((one) => ({ ...one, isListed: true }));
  return { ...sync, streams, isFullRefresh: false, selected: [], stop: undefined };
}

/** Without statuses only an exit status says that a read is not complete. */
function possible(sync: SyncPlan): SyncPlan {
  const { stop, hasStatuses } = sync;
  return stop?.how === "quit" && !hasStatuses ? { ...sync, stop: { ...stop, how: "exit" } } : sync;
}

const SPLIT: readonly StatePlan[] = ["STREAM", "GLOBAL", "GLOBAL, shared place"];
const WHOLE: readonly StatePlan[] = ["LEGACY", "GLOBAL, no parts"];

/** States, and reads that do not come to their end. */
const RESUMING = {
  streams: { minLength: 2, maxLength: MAX_STREAMS },
  syncs: { minLength: 3, maxLength: 4 },
  pool: fc.constant([]),
  keyValues: 5,
  maxRecords: 8,
  stop: fc.option(stop, { nil: undefined, freq: 3 }),
};

/** Names, schemas and values. */
const SHAPES: Focus = {
  streams: { minLength: 1, maxLength: MAX_STREAMS },
  syncs: { minLength: 2, maxLength: 3 },
  pool: fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...FIELDS))
    .map((groups) => [...new Set(groups.flat())].slice(0, MAX_POOL)),
  keyValues: KEY_VALUES.length,
  maxRecords: 8,
  stop: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: stop }),
  states: [...SPLIT, "none"],
};

export const histories: fc.Arbitrary<History> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(...SPLIT.map((states) => historiesOf({ ...RESUMING, states: [states] }))) },
  { weight: 1, arbitrary: historiesOf({ ...RESUMING, states: WHOLE }) },
  { weight: 2, arbitrary: historiesOf({ ...RESUMING, states: [...SPLIT, ...WHOLE, "none"] }) },
  { weight: 3, arbitrary: historiesOf(SHAPES) },
);
