import { describe, expect, test } from "@jest/globals";
import { Partitions } from "../../src/cursors/partitions.js";
import { isJsonObject, type JsonObject } from "../../src/protocol/json.js";

const org = (orgId: number) => ({ orgId });
const upTo = (day: number) => ({ updatedAt: `2026-02-${String(day).padStart(2, "0")}T00:00:00Z` });
const entry = (partition: JsonObject, cursor: JsonObject) => ({
  partition: { ...partition, parent_slice: {} },
  cursor,
});
const saved = (...states: JsonObject[]) => ({ use_global_cursor: false, states });
const common = (state: JsonObject, more: JsonObject = {}) => ({ use_global_cursor: true, state, ...more });

/** Opens and reads so many partitions, the first up to the first of February and so on. */
function read(count: number, partitions: Partitions): Partitions {
  for (let id = 1; id <= count; id++) {
    partitions.open(org(id));
    partitions.walked(org(id), upTo(id));
  }
  return partitions;
}

describe("the state", () => {
  test("is in the shape of the CDK, in the order in which the partitions were met", () => {
    const partitions = read(2, new Partitions(undefined));
    const expected = saved(entry(org(1), upTo(1)), entry(org(2), upTo(2)));
    expect(partitions.partial()).toEqual(expected);
    expect(partitions.whole("updatedAt", 5000)).toEqual(expected);
  });

  test("has no place for a partition of which nothing is known yet, and is none if there is no other", () => {
    const partitions = new Partitions(undefined);
    partitions.open(org(1));
    expect([partitions.partial(), partitions.whole("updatedAt", 0)]).toEqual([undefined, undefined]);
    partitions.walked(org(2), upTo(2));
    expect(partitions.partial()).toEqual(saved(entry(org(2), upTo(2))));
  });

  test("holds the last cursor of a partition", () => {
    const partitions = read(1, new Partitions(undefined));
    partitions.walked(org(1), upTo(9));
    expect(partitions.partial()).toEqual(saved(entry(org(1), upTo(9))));
  });

  test("comes back as it was written", () => {
    const state = read(3, new Partitions(undefined)).whole("updatedAt", 0);
    const again = new Partitions(state);
    expect([1, 2, 3].map((id) => again.open(org(id)))).toEqual([upTo(1), upTo(2), upTo(3)]);
    expect(again.whole("updatedAt", 0)).toEqual(state);
  });

  test("stands for no partition as a whole", () => {
    expect(new Partitions(undefined).isCommon).toBe(false);
    expect(new Partitions(saved(entry(org(1), upTo(1)))).isCommon).toBe(false);
  });
});

describe("a saved partition", () => {
  test("is known by its values, whatever the order of their names and whatever its parent_slice", () => {
    const partition = { b: 2, a: "x", parent_slice: { c: 3, parent_slice: {} } };
    expect(new Partitions(saved({ partition, cursor: upTo(7) })).open({ a: "x", b: 2 })).toEqual(upTo(7));
    const bare = new Partitions(saved({ partition: { a: "x", b: 2 }, cursor: upTo(7) }));
    expect(bare.open({ b: 2, a: "x" })).toEqual(upTo(7));
  });

  test.each([
    ["another value", { orgId: 2 }],
    ["a text in the place of a number", { orgId: "1" }],
    ["one name more", { orgId: 1, archived: "true" }],
    ["null", { orgId: null }],
  ])("is another one than that with %s, which starts over", (_what, partition) => {
    expect(new Partitions(saved(entry(org(1), upTo(1)))).open(partition)).toBeUndefined();
  });

  test("keeps its cursor until a new one is set, also where its slice is refused", () => {
    const partitions = new Partitions(saved(entry(org(1), upTo(1))));
    partitions.open(org(1));
    expect(partitions.whole("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(1))));
  });

  test("is kept in mid-read while it was not met, and gone at the end if it never was", () => {
    const partitions = read(1, new Partitions(saved(entry(org(8), upTo(8)), entry(org(1), upTo(1)))));
    expect(partitions.partial()).toEqual(saved(entry(org(1), upTo(1)), entry(org(8), upTo(8))));
    expect(partitions.whole("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(1))));
  });

  test.each([[{ lookback_window: 60 }], [{ parent_state: {} }], [{ use_global_cursor: undefined as never }]])(
    "is understood with %j beside it",
    (more) => {
      expect(new Partitions({ ...saved(entry(org(1), upTo(1))), ...more }).open(org(1))).toEqual(upTo(1));
    },
  );

  test("is all there is: one that is not listed starts over, though the CDK writes the highest cursor beside them", () => {
    const partitions = new Partitions({ ...saved(entry(org(1), upTo(1))), state: upTo(20), lookback_window: 9 });
    expect([partitions.open(org(2)), partitions.isCommon]).toEqual([undefined, false]);
  });
});

describe("one cursor for all", () => {
  test("is moved back by its window, which is in seconds", () => {
    const partitions = new Partitions(common(upTo(10), { lookback_window: 90 }));
    expect(partitions.open(org(1))).toEqual({ updatedAt: "2026-02-09T23:58:30.000Z" });
    expect(partitions.open(org(2))).toEqual({ updatedAt: "2026-02-09T23:58:30.000Z" });
  });

  test.each([[{}], [{ lookback_window: 0 }], [{ lookback_window: null }]])("stays as it is with %j", (more) => {
    expect(new Partitions(common(upTo(10), more)).open(org(1))).toEqual(upTo(10));
  });

  test("counts, and the partitions beside it do not", () => {
    const partitions = new Partitions({ ...common(upTo(10)), states: [entry(org(1), upTo(20))] });
    expect(partitions.open(org(1))).toEqual(upTo(10));
  });

  test("is also what a stream saved before it was cut into slices", () => {
    const partitions = new Partitions(upTo(10));
    expect([partitions.open(org(1)), partitions.open(org(2)), partitions.isCommon]).toEqual([upTo(10), upTo(10), true]);
  });

  test("becomes a state for each partition at the end, if they are few", () => {
    const partitions = new Partitions(common(upTo(10)));
    partitions.open(org(1));
    partitions.open(org(2));
    partitions.walked(org(2), upTo(12));
    expect(partitions.whole("updatedAt", 0)).toEqual(saved(entry(org(1), upTo(10)), entry(org(2), upTo(12))));
  });
});

describe("above the most partitions that are kept", () => {
  test("the state at the end is the highest time, with how long the read took as its window", () => {
    const partitions = new Partitions(undefined, 2);
    read(2, partitions);
    partitions.walked(org(3), { updatedAt: "2026-02-02T23:30:00-05:00" });
    partitions.open(org(4));
    partitions.walked(org(4), undefined);
    expect(partitions.whole("updatedAt", 4200)).toEqual({
      use_global_cursor: true,
      state: { updatedAt: "2026-02-03T04:30:00.000Z" },
      lookback_window: 5,
    });
  });

  test("there is none at the end either where one was refused, for it would speak for that one too", () => {
    const partitions = new Partitions(undefined, 2);
    read(3, partitions);
    partitions.open(org(4));
    expect(partitions.whole("updatedAt", 0)).toBe(undefined);
  });

  test("there is none in mid-read, for it would speak for partitions that are not read yet", () => {
    const partitions = read(2, new Partitions(undefined, 2));
    expect(partitions.isCommon).toBe(false);
    partitions.open(org(3));
    expect(partitions.isCommon).toBe(true);
  });

  test("at the number itself each has its own", () => {
    expect(read(2, new Partitions(undefined, 2)).whole("updatedAt", 0)).toMatchObject({ use_global_cursor: false });
  });

  test("there is none where no partition has a time", () => {
    const partitions = new Partitions(undefined, 1);
    for (const id of [1, 2]) partitions.open(org(id));
    expect(partitions.whole("updatedAt", 0)).toBeUndefined();
  });

  test("each keeps its own where the cursor has no field whose highest could count", () => {
    const state = read(3, new Partitions(undefined, 2)).whole(undefined, 0);
    expect(state).toEqual(saved(...[1, 2, 3].map((id) => entry(org(id), upTo(id)))));
  });

  test("the state comes back, and each partition begins before what the last read saw", () => {
    const state = read(3, new Partitions(undefined, 2)).whole("updatedAt", 60_000);
    const again = new Partitions(state, 2);
    expect([again.open(org(7)), again.isCommon]).toEqual([{ updatedAt: "2026-02-02T23:59:00.000Z" }, true]);
  });
});

describe("bytes", () => {
  const length = (state: JsonObject | undefined) => JSON.stringify(state).length;

  const partitionOf = (id: number) => ({ organizationId: `08d8f29c-65a2-4d2a-8e1c-${String(id).padStart(12, "0")}` });
  /** Within a tenth, save for what surrounds all partitions, which counts for something where there is but one. */
  const expectRight = (partitions: Partitions) => {
    const exact = length(partitions.partial());
    expect(Math.abs(partitions.bytes - exact)).toBeLessThan(exact / 10 + length(saved()));
  };

  test.each([[1], [28], [500]])("is within a tenth of the length of the state of %p partitions", (count) => {
    const partitions = new Partitions(undefined);
    for (let id = 1; id <= count; id++) {
      partitions.open(partitionOf(id));
      partitions.walked(partitionOf(id), upTo(1));
      partitions.walked(partitionOf(id), { updatedAt: "2026-02-10T10:00:00.137Z" });
    }
    expectRight(partitions);
  });

  test("counts what was saved too, which is part of the state in mid-read, and counts it once", () => {
    const count = 300;
    const states = Array.from({ length: count }, (_, id) => entry(partitionOf(id), upTo(1)));
    const partitions = new Partitions(saved(...states));
    expectRight(partitions);
    for (let id = 0; id < 2 * count; id++) {
      partitions.open(partitionOf(id));
      expectRight(partitions);
      partitions.walked(partitionOf(id), { updatedAt: "2026-02-10T10:00:00.137Z" });
      expectRight(partitions);
    }
  });
});

describe("whether a state has this shape", () => {
  const known = (cursor: JsonObject) => "updatedAt" in cursor;
  test.each<[string, JsonObject, boolean]>([
    ["one for each partition", saved(entry(org(1), upTo(1)), entry(org(2), upTo(2))), true],
    ["one for each of none", saved(), true],
    ["one for all", common(upTo(1), { lookback_window: 3 }), true],
    ["one for all, of another cursor", common({ page: 2 }), false],
    ["one for all that is none", { use_global_cursor: true }, false],
    ["a partition with another cursor", saved(entry(org(1), upTo(1)), entry(org(2), { page: 2 })), false],
    ["a partition without a cursor", saved({ partition: org(1) }), false],
    ["a cursor without a partition", saved({ cursor: upTo(1) }), false],
    ["a partition that is no object", saved(entry(org(1), upTo(1)), 7 as never), false],
    ["states that are no list", { states: { a: 1 } }, false],
    ["a plain cursor, which is for the cursor itself to know", upTo(1), false],
    ["another implementation's", { slices: [], state_type: "date-range" }, false],
  ])("is told of %s", (_what, state, expected) => {
    expect(isJsonObject(state) && Partitions.understands(state, known)).toBe(expected);
  });
});
