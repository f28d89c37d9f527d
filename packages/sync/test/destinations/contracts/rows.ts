import { describe, expect, test } from "@jest/globals";
import { withLoaded, withWholeState } from "../../../src/state/connection-state.js";
import { broken, INTEGER, TEXT, tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** Rows that are added, and the state that is saved with them. */
export function rowsContract(subject: Subject): void {
  const bench = new ContractBench(subject);
  const append = tableOf("append", undefined, []);

  describe("rows and state", () => {
    test("are saved together, and the state comes back byte for byte in the next run", async () => {
      const state = '{"at": 9007199254740993, "it\'s":"x\\\\y\\u00fc"}';
      expect(await bench.load(tableOf("merge"), state, { id: 1, name: "a" })).toEqual([]);
      expect(await bench.stateOf("users")).toBe(state);
      expect(await bench.rows()).toEqual([[1, "a"]]);
    });

    test("stay as they were when a batch cannot be loaded", async () => {
      const table = tableOf("merge");
      await bench.load(table, '{"n":1}', { id: 1, name: "a" });
      await bench.sync(async (sync) => {
        await sync.begin(table);
        const batch = await broken(await sync.batch(table, { id: 2, name: "b" }, { id: 3 }));
        await expect(sync.commit([batch], (state) => withLoaded(state, table, 99))).rejects.toThrow();
        await sync.load(table, '{"n":3}', { id: 3, name: "c" });
      });
      expect(await bench.rows()).toEqual([
        [1, "a"],
        [3, "c"],
      ]);
      expect(await bench.stateOf("users")).toBe('{"n":3}');
      expect((await bench.next()).state.streams.map(({ loaded }) => loaded)).toEqual([2]);
    });

    test("belong to one connection", async () => {
      await bench.load(tableOf("merge"), "{}", { id: 1 });
      expect((await bench.next("other")).state.streams).toEqual([]);
    });

    test("of several streams are saved together, or none of them", async () => {
      const users = tableOf("merge");
      const events = tableOf("append", undefined, [], { name: "events" });
      await bench.sync(async (sync) => {
        await sync.begin(users, events);
        const both = async (text: string) => [
          await sync.batch(users, { id: 1, name: text }),
          await sync.batch(events, { id: 2, name: text }),
        ];
        const covered = (text: string) => (state: typeof sync.state) =>
          withWholeState(state, { kind: "WHOLE", text }, [users.descriptor, events.descriptor]);
        await sync.commit(await both("one"), covered("one"));
        const [first, second] = await both("two");
        if (first === undefined || second === undefined) throw new Error("there are two batches");
        await expect(sync.commit([first, await broken(second)], covered("two"))).rejects.toThrow();
      });
      expect((await bench.next()).state.whole?.text).toBe("one");
      expect(await bench.rows()).toEqual([[1, "one"]]);
      expect(await subject.rows("acme", "events", ["id"])).toEqual([[2]]);
    });

    test("are saved without any batch too", async () => {
      await bench.sync(async (sync) => {
        await sync.begin(tableOf("merge"));
        await sync.commit([], (state) => withWholeState(state, { kind: "WHOLE", text: "{}" }, [{ name: "users" }]));
      });
      expect((await bench.next()).state.whole?.text).toBe("{}");
    });
  });

  describe("a table without a key", () => {
    test("gets each record once", async () => {
      await bench.load(append, "1", { id: 1, name: "a" }, { id: 1, name: "a" });
      await bench.load(append, "2", { id: 2, name: "b" });
      expect(await bench.rows()).toEqual([
        [1, "a"],
        [1, "a"],
        [2, "b"],
      ]);
    });
  });

  describe("a table that is merged", () => {
    test("keeps the last record of each key, within a batch and over batches", async () => {
      const table = tableOf("merge");
      await bench.load(table, "1", { id: 1, name: "a" }, { id: 2, name: "b" }, { id: 1, name: "c" });
      await bench.load(table, "2", { id: 2, name: "d" }, { id: 3 });
      expect(await bench.rows()).toEqual([
        [1, "c"],
        [2, "d"],
        [3, null],
      ]);
    });

    test("gets several batches in one sync", async () => {
      const table = tableOf("merge");
      await bench.sync(async (sync) => {
        await sync.begin(table);
        for (const name of ["a", "b", "c"])
          await sync.load(table, name, { id: 1, name }, { id: name.charCodeAt(0), name });
      });
      expect(await bench.names()).toEqual(["a", "b", "c", "c"]);
    });
  });

  describe("a record that holds what no database takes", () => {
    test("is loaded with the closest possible value, and the other records unchanged", async () => {
      await bench.load(
        append,
        "1",
        '{"id":1,"name":"half \\ud800 pair"}',
        '{"id":2,"name":"no utf-8: \xff"}',
        '{"id":3,"id":4}',
      );
      expect(await bench.rows()).toEqual([
        [1, "half \ufffd pair"],
        [2, "no utf-8: \ufffd"],
        [4, null],
      ]);
    });
  });

  describe("a value that does not fit its column", () => {
    test("does not stop the others, and is reported where values have types", async () => {
      const table = tableOf("append", { id: INTEGER, name: TEXT }, []);
      const mismatches = await bench.load(table, "1", { id: 1, name: "a" }, { id: "x", name: "b" });
      expect(await bench.names()).toEqual(["a", "b"]);
      const isUntyped = await bench.sync((sync) => Promise.resolve(sync.destination.isUntyped === true));
      expect(mismatches).toEqual(isUntyped ? [] : [{ field: "id", values: 1, first: 1 }]);
    });
  });
}
