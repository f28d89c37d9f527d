import { describe, expect, test } from "@jest/globals";
import { PartitionStates } from "../../src/cursors/partition-states.js";
import { isJsonObject, type JsonObject } from "../../src/protocol/json.js";

const org = (orgId: number) => ({ orgId });
const upTo = (day: number) => ({ updatedAt: `2026-02-${String(day).padStart(2, "0")}T00:00:00Z` });
const entry = (partition: JsonObject, cursor: JsonObject) => ({
  partition: { ...partition, parent_slice: {} },
  cursor,
});
const saved = (...states: JsonObject[]) => ({ use_global_cursor: false, states });
const common = (state: JsonObject, more: JsonObject = {}) => ({ use_global_cursor: true, state, ...more });

/** Opens and reads so many partitions, the first up to February 1 and so on. */
function read(count: number, partitions: PartitionStates): PartitionStates {
  for (let id = 1; id <= count; id++) {
    partitions.open(org(id));
    partitions.save(org(id), upTo(id));
  }
  return partitions;
}

describe("the state of partitions", () => {
  test("has the shape of Airbyte's CDK, in the order in which the partitions were opened", () => {
    const partitions = read(2, new PartitionStates(undefined));
    const expected = saved(entry(org(1), upTo(1)), entry(org(2), upTo(2)));
    expect(partitions.partial()).toEqual(expected);
    expect(partitions.final("updatedAt", 5000)).toEqual(expected);
  });

  test("leaves out partitions without a cursor, and is undefined without any cursor", () => {
    const partitions = new PartitionStates(undefined);
    partitions.open(org(1));
    expect(partitions.partial()).toBeUndefined();
    expect(partitions.final("updatedAt", 0)).toBeUndefined();
    partitions.save(org(2), upTo(2));
    expect(partitions.partial()).toEqual(saved(entry(org(2), upTo(2))));
  });

  test("has the last cursor of a partition", () => {
    const partitions = read(1, new PartitionStates(undefined));
    partitions.save(org(1), upTo(9));
    expect(partitions.partial()).toEqual(saved(entry(org(1), upTo(9))));
  });

  test("is read unchanged by the next run", () => {
    const state = read(3, new PartitionStates(undefined)).final("updatedAt", 0);
    const again = new PartitionStates(state);
    expect([1, 2, 3].map((id) => again.open(org(id)))).toEqual([upTo(1), upTo(2), upTo(3)]);
    expect(again.final("updatedAt", 0)).toEqual(state);
  });

  test("is not global by default", () => {
    expect(new PartitionStates(undefined).isGlobal).toBe(false);
    expect(new PartitionStates(saved(entry(org(1), upTo(1)))).isGlobal).toBe(false);
  });
});

describe("a saved partition", () => {
  test("is identified by its values, whatever the order of their names and its parent_slice", () => {
    const partition = { b: 2, a: "x", parent_slice: { c: 3, parent_slice: {} } };
    expect(new PartitionStates(saved({ partition, cursor: upTo(7) })).open({ a: "x", b: 2 })).toEqual(upTo(7));
    const bare = new PartitionStates(saved({ partition: { a: "x", b: 2 }, cursor: upTo(7) }));
    expect(bare.open({ b: 2, a: "x" })).toEqual(upTo(7));
  });

  test.each([
    ["another value", { orgId: 2 }],
    ["a text instead of a number", { orgId: "1" }],
    ["an additional name", { orgId: 1, archived: "true" }],
    ["null", { orgId: null }],
  ])("differs from one with %s, which starts over", (_what, partition) => {
    expect(new PartitionStates(saved(entry(org(1), upTo(1)))).open(partition)).toBeUndefined();
  });

  test("keeps its cursor until a new one is saved, even if its slice is refused", () => {
    const partitions = new PartitionStates(saved(entry(org(1), upTo(1))));
    partitions.open(org(1));
    expect(partitions.final("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(1))));
  });

  test("is kept in mid-read while it is not opened, and dropped at the end if it never was", () => {
    const partitions = read(1, new PartitionStates(saved(entry(org(8), upTo(8)), entry(org(1), upTo(1)))));
    expect(partitions.partial()).toEqual(saved(entry(org(1), upTo(1)), entry(org(8), upTo(8))));
    expect(partitions.final("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(1))));
  });

  test.each([[{ lookback_window: 60 }], [{ parent_state: {} }], [{ use_global_cursor: undefined as never }]])(
    "is read from a state with %j",
    (more) => {
      expect(new PartitionStates({ ...saved(entry(org(1), upTo(1))), ...more }).open(org(1))).toEqual(upTo(1));
    },
  );

  test("does not affect a new partition, although the CDK also writes the highest cursor", () => {
    const partitions = new PartitionStates({ ...saved(entry(org(1), upTo(1))), state: upTo(20), lookback_window: 9 });
    expect(partitions.open(org(2))).toBeUndefined();
    expect(partitions.isGlobal).toBe(false);
  });
});

describe("a global cursor", () => {
  test("is moved back by its window in seconds", () => {
    const partitions = new PartitionStates(common(upTo(10), { lookback_window: 90 }));
    expect(partitions.open(org(1))).toEqual({ updatedAt: "2026-02-09T23:58:30.000Z" });
    expect(partitions.open(org(2))).toEqual({ updatedAt: "2026-02-09T23:58:30.000Z" });
  });

  test.each([[{}], [{ lookback_window: 0 }], [{ lookback_window: null }]])("is unchanged with %j", (more) => {
    expect(new PartitionStates(common(upTo(10), more)).open(org(1))).toEqual(upTo(10));
  });

  test("has precedence over partitions in the same state", () => {
    const partitions = new PartitionStates({ ...common(upTo(10)), states: [entry(org(1), upTo(20))] });
    expect(partitions.open(org(1))).toEqual(upTo(10));
  });

  test("is also the cursor that a stream saved before it had slices", () => {
    const partitions = new PartitionStates(upTo(10));
    expect(partitions.open(org(1))).toEqual(upTo(10));
    expect(partitions.open(org(2))).toEqual(upTo(10));
    expect(partitions.isGlobal).toBe(true);
  });

  test("becomes a state for each partition at the end, below the limit", () => {
    const partitions = new PartitionStates(common(upTo(10)));
    partitions.open(org(1));
    partitions.open(org(2));
    partitions.save(org(2), upTo(12));
    expect(partitions.final("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(10)), entry(org(2), upTo(12))));
  });
});

describe("the state above the maximum number of partitions", () => {
  test("is the highest time at the end, with the duration of the read as its window", () => {
    const partitions = new PartitionStates(undefined, { max: 2 });
    read(2, partitions);
    partitions.save(org(3), { updatedAt: "2026-02-02T23:30:00-05:00" });
    partitions.open(org(4));
    partitions.save(org(4), undefined);
    expect(partitions.final("updatedAt", 4200)).toEqual({
      use_global_cursor: true,
      state: { updatedAt: "2026-02-03T04:30:00.000Z" },
      lookback_window: 5,
    });
  });

  test("is not saved at the end if a partition was refused, because it would cover that one too", () => {
    const partitions = new PartitionStates(undefined, { max: 2 });
    read(3, partitions);
    partitions.open(org(4));
    expect(partitions.final("updatedAt", 0)).toBe(undefined);
  });

  test("is not saved in mid-read, because it would cover partitions that are not read yet", () => {
    const partitions = read(2, new PartitionStates(undefined, { max: 2 }));
    expect(partitions.isGlobal).toBe(false);
    partitions.open(org(3));
    expect(partitions.isGlobal).toBe(true);
  });

  test("has a cursor for each partition at exactly the maximum", () => {
    expect(read(2, new PartitionStates(undefined, { max: 2 })).final("updatedAt", 0)).toMatchObject({
      use_global_cursor: false,
    });
  });

  test("is not saved if no partition has a time", () => {
    const partitions = new PartitionStates(undefined, { max: 1 });
    for (const id of [1, 2]) partitions.open(org(id));
    expect(partitions.final("updatedAt", 0)).toBeUndefined();
  });

  test("has a cursor for each partition if the cursor has no field", () => {
    const state = read(3, new PartitionStates(undefined, { max: 2 })).final(undefined, 0);
    expect(state).toEqual(saved(...[1, 2, 3].map((id) => entry(org(id), upTo(id)))));
  });

  test("makes each partition of the next run start before the last read", () => {
    const state = read(3, new PartitionStates(undefined, { max: 2 })).final("updatedAt", 60_000);
    const again = new PartitionStates(state, { max: 2 });
    expect(again.open(org(7))).toEqual({ updatedAt: "2026-02-02T23:59:00.000Z" });
    expect(again.isGlobal).toBe(true);
  });
});

describe("PartitionStates.bytes", () => {
  const length = (state: JsonObject | undefined) => JSON.stringify(state).length;

  const partitionOf = (id: number) => ({ organizationId: `08d8f29c-65a2-4d2a-8e1c-${String(id).padStart(12, "0")}` });
  /** Within a tenth, plus the text around all partitions, which matters if there is only one. */
  const expectRight = (partitions: PartitionStates) => {
    const exact = length(partitions.partial());
    expect(Math.abs(partitions.bytes - exact)).toBeLessThan(exact / 10 + length(saved()));
  };

  test.each([[1], [28], [500]])("is within a tenth of the length of the state of %p partitions", (count) => {
    const partitions = new PartitionStates(undefined);
    for (let id = 1; id <= count; id++) {
      partitions.open(partitionOf(id));
      partitions.save(partitionOf(id), upTo(1));
      partitions.save(partitionOf(id), { updatedAt: "2026-02-10T10:00:00.137Z" });
    }
    expectRight(partitions);
  });

  test("counts saved partitions once, because they are part of the state in mid-read", () => {
    const count = 300;
    const states = Array.from({ length: count }, (_, id) => entry(partitionOf(id), upTo(1)));
    const partitions = new PartitionStates(saved(...states));
    expectRight(partitions);
    for (let id = 0; id < 2 * count; id++) {
      partitions.open(partitionOf(id));
      expectRight(partitions);
      partitions.save(partitionOf(id), { updatedAt: "2026-02-10T10:00:00.137Z" });
      expectRight(partitions);
    }
  });
});

describe("PartitionStates.canResume", () => {
  const known = (cursor: JsonObject) => "updatedAt" in cursor;
  test.each<[string, JsonObject, boolean]>([
    ["a cursor for each partition", saved(entry(org(1), upTo(1)), entry(org(2), upTo(2))), true],
    ["no partitions", saved(), true],
    ["a global cursor", common(upTo(1), { lookback_window: 3 }), true],
    ["a global cursor of another kind", common({ page: 2 }), false],
    ["a missing global cursor", { use_global_cursor: true }, false],
    ["a partition with another cursor", saved(entry(org(1), upTo(1)), entry(org(2), { page: 2 })), false],
    ["a partition without a cursor", saved({ partition: org(1) }), false],
    ["a cursor without a partition", saved({ cursor: upTo(1) }), false],
    ["a partition that is not an object", saved(entry(org(1), upTo(1)), 7 as never), false],
    ["states that are not a list", { states: { a: 1 } }, false],
    ["a plain cursor, which the cursor itself checks", upTo(1), false],
    ["another implementation's", { slices: [], state_type: "date-range" }, false],
  ])("classifies %s", (_what, state, expected) => {
    expect(isJsonObject(state) && PartitionStates.canResume(state, known)).toBe(expected);
  });
});
