import { describe, expect, test } from "@jest/globals";
import type { Deletes } from "../../../src/tables/deletes.js";
import type { Table } from "../../../src/tables/table.js";
import { INTEGER, TEXT, type TestRecord, tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

const FIELDS = { id: INTEGER, name: TEXT };
const TIME = "2026-02-03T04:05:06.789012Z";
const SOME = { allowsNone: false };

/** A record that a CDC source marks as deleted. */
const gone = (id: number, at: unknown = TIME) => ({ id, name: "gone", _ab_cdc_deleted_at: at }) as TestRecord;

/** Rows whose records were deleted at the source. */
export function deletesContract(subject: Subject): void {
  const bench = new ContractBench(subject);
  /** The ids of the rows, each with whether it is marked as deleted. */
  const marks = async () => {
    const rows = await bench.rows("id", "_sluice_deleted_at");
    return rows.map(([id, at]) => [id, at !== null]);
  };
  const timeOf = async (id: number) => {
    const rows = await bench.rows("id", "_sluice_deleted_at");
    return String(rows.find(([one]) => one === id)?.[1]).replace("T", " ");
  };
  /** One complete read, to its end. @returns how many rows were marked or removed. */
  const read = (table: Table, ...records: readonly TestRecord[]) =>
    bench.sync(async (sync) => {
      const { failures } = await sync.begin(table);
      expect([...failures]).toEqual([]);
      if (records.length > 0) await sync.load(table, undefined, ...records);
      return (await sync.finish(table)).deleted;
    });
  const users = (...ids: readonly number[]) => ids.map((id) => ({ id, name: "new" }));
  const old = (more: Partial<Pick<Table, "deletes">> = {}) =>
    bench.load(tableOf("merge", FIELDS, ["id"], more), '{"n":1}', ...[1, 2, 3].map((id) => ({ id, name: "old" })));
  const refresh = (how: Deletes, allowsNone = false) =>
    tableOf("replace", FIELDS, ["id"], { deletes: how, absent: { how, allowsNone } });
  /** Only the key is read. */
  const reconcile = (how: "mark" | "remove", more: Partial<Table> = {}): Table => ({
    ...tableOf("reconcile", {}, ["id"], { before: tableOf("merge"), absent: { how, ...SOME } }),
    ...more,
  });

  describe("a record that is marked as deleted", () => {
    test.each(["merge", "replace"] as const)("marks its row with that time, in mode %s", async (mode) => {
      await old();
      const table = tableOf(mode, FIELDS, ["id"]);
      await read(table, ...users(1, 3), gone(2));
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
      expect(await timeOf(2)).toContain("2026-02-03 04:05:06.789012");
    });

    test("marks its row with the record's time where its own is unreadable", async () => {
      await read(tableOf("merge"), gone(1, "soon"), gone(2, true), gone(3, null));
      expect(await timeOf(1)).toContain("2025-10-09 08:53:20.123");
      expect(await marks()).toEqual([
        [1, true],
        [2, true],
        [3, false],
      ]);
    });

    test("marks the row of a table without a key", async () => {
      await bench.load(tableOf("append", FIELDS, []), undefined, { id: 1, name: "a" }, gone(2));
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
      ]);
    });

    test("is undone by a later record of the same key", async () => {
      await read(tableOf("merge"), gone(1), ...users(1), gone(2));
      await read(tableOf("merge"), ...users(2), ...users(3), gone(3));
      expect(await marks()).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
    });

    test("removes its row where rows are removed, over batches too", async () => {
      await old();
      const table = tableOf("merge", FIELDS, ["id"], { deletes: "remove" });
      await bench.sync(async (sync) => {
        await sync.begin(table);
        await sync.load(table, undefined, ...users(4, 5), gone(2));
        await sync.load(table, undefined, gone(4), gone(5), ...users(5), gone(6));
        await sync.finish(table);
      });
      expect(await bench.rows("id")).toEqual([[1], [3], [5]]);
      await read(table, gone(1), gone(3), gone(5));
      expect(await bench.rows("id")).toEqual([]);
      await read(table, ...users(7));
      expect(await bench.rows("id")).toEqual([[7]]);
    });

    test("is loaded as any other where rows are kept", async () => {
      await old();
      await read(tableOf("merge", FIELDS, ["id"], { deletes: "keep" }), gone(2));
      expect(await marks()).toEqual([1, 2, 3].map((id) => [id, false]));
      expect(await bench.names()).toEqual(["gone", "old", "old"]);
    });
  });

  describe("a full refresh of a table whose rows stay", () => {
    test("marks the rows that it does not bring, and none that it does", async () => {
      await old();
      expect(await read(refresh("mark"), ...users(3, 4))).toBe(2);
      expect(await marks()).toEqual([
        [1, true],
        [2, true],
        [3, false],
        [4, false],
      ]);
      expect(await bench.names()).toEqual(["new", "new", "old", "old"]);
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("keeps the time of the first mark, and takes it from a row that comes again", async () => {
      await old();
      expect(await read(tableOf("merge"), gone(2))).toBe(0);
      expect(await read(refresh("mark"), ...users(3))).toBe(1);
      const first = await timeOf(1);
      expect(await timeOf(2)).toContain("2026-02-03 04:05:06.789012");
      expect(await read(refresh("mark"), ...users(3))).toBe(0);
      expect(await timeOf(1)).toBe(first);
      expect(await read(refresh("mark"), ...users(1, 3))).toBe(0);
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
    });

    test("leaves the rows that it does not bring as they are where they are kept", async () => {
      await old();
      await read(tableOf("merge"), gone(2));
      expect(await read(refresh("keep"), ...users(3))).toBe(0);
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
    });

    test("widens types instead of losing the values of rows that stay, and keeps columns that vanished", async () => {
      const before = tableOf("merge", { id: INTEGER, size: INTEGER, was: TEXT });
      await bench.load(before, undefined, { id: 1, size: 5, was: "here" }, { id: 2, size: 6 });
      const how = { how: "mark", ...SOME } as const;
      const table = tableOf("replace", { id: INTEGER, size: TEXT, more: TEXT }, ["id"], { before, absent: how });
      expect(await read(table, { id: 2, size: "L", more: "m" })).toBe(1);
      const rows = await subject.rows("acme", "users", ["id", "size", "was", "more"]);
      expect([...rows].map((row) => row.map(String)).sort()).toEqual([
        ["1", "5", "here", expect.stringMatching(/^(null|undefined)$/)],
        ["2", "L", expect.stringMatching(/^(null|undefined)$/), "m"],
      ]);
    });

    test("reads values by the wider type that its table has", async () => {
      const before = tableOf("merge", { id: INTEGER, size: TEXT });
      await bench.load(before, undefined, { id: 1, size: "L" }, { id: 2, size: "M" });
      const absent = { how: "keep", ...SOME } as const;
      await read(tableOf("replace", { id: INTEGER, size: INTEGER }, ["id"], { before, absent }), { id: 2, size: 7 });
      const rows = await bench.rows("id", "size");
      expect(rows.map(([id, size]) => [id, String(size)])).toEqual([
        [1, "L"],
        [2, "7"],
      ]);
    });

    test("fails if it brings nothing, unless that is allowed", async () => {
      await old();
      await expect(read(refresh("mark"))).rejects.toThrow(/users has no records any more.*--allow-empty/);
      expect(await marks()).toEqual([1, 2, 3].map((id) => [id, false]));
      expect(await bench.stateOf("users")).toBe('{"n":1}');
      expect(await read(refresh("mark", true))).toBe(3);
      expect(await marks()).toEqual([1, 2, 3].map((id) => [id, true]));
      expect(await read(refresh("mark"))).toBe(0); // nothing is left to mark
    });

    test("creates its table where there is none", async () => {
      expect(await read(refresh("mark"), ...users(1))).toBe(0);
      expect(await marks()).toEqual([[1, false]]);
    });

    test("changes nothing if its stream fails", async () => {
      await old();
      await bench.sync(async (sync) => {
        await sync.begin(refresh("mark"));
        await sync.load(refresh("mark"), undefined, ...users(3));
        await sync.destination.abandon(refresh("mark"));
      });
      expect(await marks()).toEqual([1, 2, 3].map((id) => [id, false]));
      expect(await bench.names()).toEqual(["old", "old", "old"]);
    });
  });

  describe("a table that is reconciled", () => {
    test("marks the rows whose keys did not come, unmarks those that are there again, and gets no record", async () => {
      await old();
      expect(await read(reconcile("mark"), ...users(2, 3, 4, 3))).toBe(1);
      expect(await marks()).toEqual([
        [1, true],
        [2, false],
        [3, false],
      ]);
      const first = await timeOf(1);
      expect(await read(reconcile("mark"), ...users(3))).toBe(1);
      expect(await timeOf(1)).toBe(first);
      expect(await read(reconcile("mark"), ...users(1, 3))).toBe(0);
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
      expect(await bench.names()).toEqual(["old", "old", "old"]);
      expect(await bench.stateOf("users")).toBe('{"n":1}');
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("loses the rows whose keys did not come where they are removed", async () => {
      await old();
      await read(reconcile("mark"), ...users(1, 2));
      expect(await read(reconcile("remove"), ...users(2, 9))).toBe(2);
      expect(await marks()).toEqual([[2, false]]);
      expect(await bench.names()).toEqual(["old"]);
    });

    test("takes a record that is marked as deleted for one that did not come", async () => {
      await old();
      const sources = [...users(1, 2), gone(2), ...users(3)];
      expect(await read(reconcile("mark"), ...sources)).toBe(1);
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
    });

    test("compares keys of several batches, and reads no other field", async () => {
      await old();
      const table = reconcile("mark");
      await bench.sync(async (sync) => {
        await sync.begin(table);
        for (const id of [3, 1]) await sync.load(table, undefined, { id, name: [{ not: "a text" }] });
        expect((await sync.finish(table)).deleted).toBe(1);
      });
      expect(await marks()).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
    });

    test.each(["mark", "remove"] as const)("keeps its rows if nothing comes, in order to %s", async (how) => {
      await old();
      await expect(read(reconcile(how))).rejects.toThrow(/users has no records any more.*--allow-empty/);
      expect(await marks()).toEqual([1, 2, 3].map((id) => [id, false]));
      expect(await read(reconcile(how, { absent: { how, allowsNone: true } }))).toBe(3);
    });

    test("fails alone if its table is gone", async () => {
      await old();
      await subject.drop("acme", "users");
      await bench.sync(async (sync) => {
        const { failures } = await sync.begin(reconcile("mark"));
        expect([...failures.values()]).toEqual([expect.stringMatching(/users cannot be reconciled.*no table/)]);
      });
    });

    test("recognizes rows by a key of several parts, a nested one and null", async () => {
      const properties = { org: TEXT, meta: {}, name: TEXT };
      const key = ["org", "meta.id"];
      const rows = ['{"org":"a","meta":{"id":1}}', '{"org":"a","meta":{"id":2}}', '{"org":null,"meta":{"id":1}}'];
      await bench.load(
        tableOf("merge", properties, key),
        undefined,
        ...rows.map((row) => row.replace("}}", '},"name":"x"}')),
      );
      const table = { ...tableOf("reconcile", {}, key), absent: { how: "remove", ...SOME } } as const;
      expect(await read(table, '{"meta":{"x":0,"id":1.0},"org":"\\u0061"}', '{"org":null,"meta":{"id":1}}')).toBe(1);
      const left = (await subject.rows("acme", "users", ["org"])).map(([org]) => org);
      expect([...left].sort()).toEqual(["a", null]);
    });
  });

  describe("rows of version 1", () => {
    const properties = { id: INTEGER, part: TEXT, name: TEXT };
    /** Version 1 gave random ids to all rows. */
    const former = () =>
      bench.load(
        tableOf("replace", properties, []),
        undefined,
        '{"id":9007199254740993,"part":null,"name":"a"}',
        '{"id":2,"part":"\\u0041","name":"b"}',
        '{"id":2,"part":"b","name":"c"}',
      );
    const key = ["id", "part"];
    const names = async () =>
      (await subject.rows("acme", "users", ["name", "_sluice_deleted_at"]))
        .map(([name, at]) => `${String(name)}${at === null ? "" : " gone"}`)
        .sort();

    test("are recognized by the columns of their key when they are reconciled", async () => {
      await former();
      const before = tableOf("replace", properties, []);
      const keyed = { id: INTEGER, part: TEXT };
      const more = { before, formerKey: key, absent: { how: "mark", ...SOME } } as const;
      const table = { ...tableOf("reconcile", keyed, key, more), known: before.known };
      expect(await read(table, '{"part":null,"id":9007199254740993,"name":"new"}', '{"id":2,"part":"A"}')).toBe(1);
      expect(await names()).toEqual(["a", "b", "c gone"]);
      expect(await read(table, '{"id":2,"part":"b"}', '{"id":2,"part":"A"}')).toBe(1);
      expect(await names()).toEqual(["a gone", "b", "c"]);
    });

    test("are replaced by their own records in a full refresh, and else marked", async () => {
      await former();
      const how = { how: "mark", ...SOME } as const;
      const table = tableOf("replace", properties, key, { formerKey: key, absent: how });
      expect(
        await read(table, '{"id":9007199254740993,"part":null,"name":"new"}', '{"id":2,"part":"b","name":"d"}'),
      ).toBe(1);
      expect(await names()).toEqual(["b gone", "d", "new"]);
    });
  });
}
