import { describe, expect, test } from "@jest/globals";
import { entryOf, withoutRows } from "../../../src/state/connection-state.js";
import { INTEGER, TEXT, tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** Schemas that change, and tables that are somebody else's. */
export function tablesContract(subject: Subject): void {
  const bench = new ContractBench(subject);

  describe("a schema that changes", () => {
    test("adds columns and widens types; the values that there are stay", async () => {
      const before = tableOf("merge", { id: INTEGER, name: INTEGER, gone: TEXT });
      const after = tableOf("merge", { id: INTEGER, name: TEXT, more: TEXT }, ["id"], { before });
      const again = tableOf("merge", { id: INTEGER, name: INTEGER, gone: TEXT }, ["id"], { before: after });
      await bench.load(before, undefined, { id: 1, name: 7, gone: "kept" });
      await bench.load(after, undefined, { id: 2, name: "b", more: "m" });
      expect(await bench.load(again, undefined, { id: 3, name: 9 })).toEqual([]);
      const found = await bench.rows("id", "name", "gone", "more");
      expect(found.map((row) => row.map((value) => (value === null ? null : String(value))))).toEqual([
        ["1", "7", "kept", null],
        ["2", "b", null, "m"],
        ["3", "9", null, null],
      ]);
    });

    test("widens the types of a table without a key, whose rows can still be read together", async () => {
      const before = tableOf("append", { id: INTEGER, name: INTEGER }, []);
      const after = tableOf("append", { id: INTEGER, name: TEXT, more: TEXT }, [], { before });
      await bench.load(before, "1", { id: 1, name: 7 });
      await bench.load(before, "2", { id: 2, name: 8 });
      await bench.load(after, "3", { id: 3, name: "b", more: "m" });
      await bench.load(after, "4", { id: 4, name: "c" });
      const found = await bench.rows("id", "name", "more");
      expect(found.map(([id, name, more]) => [id, String(name), more])).toEqual([
        [1, "7", null],
        [2, "8", null],
        [3, "b", "m"],
        [4, "c", null],
      ]);
    });

    test("keeps the name that a column was given", async () => {
      const table = tableOf("merge", { id: INTEGER, ID: TEXT });
      await bench.load(table, undefined, { id: 1, ID: "x" });
      const { columns = [] } = entryOf((await bench.next()).state, table.stream) ?? {};
      expect(columns.map(({ field, name }) => [field, name])).toEqual(
        table.columns.map(({ field, name }) => [field, name]),
      );
      expect(columns).toHaveLength(2);
    });
  });

  describe("a table", () => {
    test("shows its columns, and none once it is gone", async () => {
      const columns = () => bench.sync(({ destination }) => destination.columns({ schema: "acme", name: "users" }));
      expect(await columns()).toEqual([]);
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 });
      const own = ["_sluice_id", "_sluice_synced_at", "_sluice_extra", "_sluice_deleted_at"];
      expect(await columns()).toEqual(["id", "name", ...own]);
      await subject.drop("acme", "users");
      expect(await columns()).toEqual([]);
    });

    test("that is gone is created again", async () => {
      const table = tableOf("merge");
      await bench.load(table, '{"n":1}', { id: 1, name: "old" });
      await subject.drop("acme", "users");
      await bench.sync(async (sync) => {
        sync.state = withoutRows(sync.state, table.stream);
        await sync.begin(table);
        await sync.load(table, '{"n":2}', { id: 2, name: "new" });
      });
      expect(await bench.rows()).toEqual([[2, "new"]]);
      const entry = entryOf((await bench.next()).state, table.stream);
      expect([entry?.state?.text, entry?.loaded]).toEqual(['{"n":2}', 1]);
    });

    test("that moves elsewhere begins there without a state", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 });
      await bench.sync((sync) => sync.begin(tableOf("merge", undefined, undefined, { schema: "elsewhere" })));
      const entry = entryOf((await bench.next()).state, tableOf("merge").stream);
      expect([entry?.schema, entry?.state, entry?.loaded]).toEqual(["elsewhere", undefined, 0]);
    });
  });

  describe("a table of another connection", () => {
    test.each(["merge", "replace", "append"] as const)(
      "is not touched in mode %s; the stream fails alone",
      async (mode) => {
        await bench.load(tableOf("merge"), undefined, { id: 1, name: "mine" });
        const users = tableOf(mode);
        const events = tableOf("merge", undefined, undefined, { name: "events" });
        await bench.sync(async (sync) => {
          const { failures } = await sync.begin(users, events);
          expect([...failures.keys()]).toEqual([users.stream]);
          expect(failures.get(users.stream)).toMatch(/users.*belongs to the connection "acme".*--schema/);
          await sync.load(events, "1", { id: 7 });
          await sync.finish(events);
        }, "other");
        expect(await bench.rows()).toEqual([[1, "mine"]]);
        expect(await subject.rows("acme", "events", ["id"])).toEqual([[7]]);
        expect((await bench.next("other")).state.streams.map(({ name }) => name)).toEqual(["events"]);
      },
    );

    test("that is gone may be taken", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1, name: "theirs" });
      await subject.drop("acme", "users");
      await bench.sync(async (sync) => {
        await sync.begin(tableOf("merge"));
        await sync.load(tableOf("merge"), '{"n":2}', { id: 2, name: "ours" });
      }, "other");
      expect(await bench.rows()).toEqual([[2, "ours"]]);
      expect((await bench.next()).state.streams).toEqual([]);
      expect((await bench.next("other")).state.streams).toHaveLength(1);
    });
  });

  describe("a table that a user created", () => {
    test.each(["merge", "replace", "append"] as const)(
      "is not touched in mode %s; the stream fails alone",
      async (mode) => {
        await bench.create("acme", "users");
        const users = tableOf(mode, undefined, mode === "append" ? [] : undefined);
        const events = tableOf(mode, undefined, undefined, { name: "events" });
        await bench.sync(async (sync) => {
          const { failures } = await sync.begin(users, events);
          expect([...failures.keys()]).toEqual([users.stream]);
          expect(failures.get(users.stream)).toMatch(/users.*was not made by Sluice.*--schema/);
          await sync.load(events, "1", { id: 7 });
          await sync.finish(events);
        });
        expect(await subject.tables("acme")).toEqual(["events", "users"]);
      },
    );

    test("under a name that differs in case only is not touched", async () => {
      await bench.create("acme", "Users");
      for (const mode of ["replace", "merge", "append"] as const) {
        await bench.sync(async (sync) => {
          const { failures } = await sync.begin(tableOf(mode));
          const expected = subject.ignoresCase === true ? [expect.stringMatching(/Users.*was not made by Sluice/)] : [];
          expect([...failures.values()]).toEqual(expected);
        });
      }
      expect(await subject.tables("acme")).toContain("Users");
    });
  });

  const { run } = subject;
  const inDatabases = run === undefined ? () => undefined : test;
  inDatabases("a column that a user added stays when the table is merged and when it is replaced", async () => {
    await bench.load(tableOf("merge"), undefined, { id: 1, name: "a" });
    await run?.("ALTER TABLE acme.users ADD COLUMN mine INTEGER DEFAULT 7");
    await bench.load(tableOf("merge"), undefined, { id: 2, name: "b" });
    await bench.load(tableOf("replace"), undefined, { id: 3, name: "c" });
    expect(await bench.rows("id", "mine")).toEqual([[3, 7]]);
  });
}
