import { describe, expect, test } from "@jest/globals";
import { entryOf } from "../../../src/state/connection-state.js";
import { INTEGER, TEXT, tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** Tables that are replaced. */
export function replaceContract(subject: Subject): void {
  const bench = new ContractBench(subject);
  const replace = tableOf("replace");
  const old = () => bench.load(tableOf("merge"), '{"n":1}', { id: 1, name: "old" }, { id: 2, name: "old" });

  describe("a table that is replaced", () => {
    test("keeps its old rows and their state until the new ones are complete", async () => {
      await old();
      await bench.sync(async (sync) => {
        await sync.begin(replace);
        await sync.load(replace, undefined, { id: 3, name: "lost" });
      });
      expect(await bench.names()).toEqual(["old", "old"]);
      expect(await bench.stateOf("users")).toBe('{"n":1}');
      await bench.load(replace, '{"n":2}', { id: 3, name: "new" }, { id: 4, name: "new" }, { id: 3, name: "newer" });
      expect(await bench.rows()).toEqual([
        [3, "newer"],
        [4, "new"],
      ]);
      expect(await bench.stateOf("users")).toBe('{"n":2}');
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("keeps the last record of each key over several batches", async () => {
      await bench.sync(async (sync) => {
        await sync.begin(replace);
        for (const round of ["first", "second", "third"]) {
          const records = [1, round === "second" ? 2 : 3].map((id) => ({ id, name: round }));
          await sync.load(replace, undefined, ...records);
        }
        await sync.finish(replace);
      });
      expect(await bench.rows()).toEqual([
        [1, "third"],
        [2, "second"],
        [3, "third"],
      ]);
    });

    test("survives a batch that fails between two others", async () => {
      const table = tableOf("replace", undefined, []);
      await bench.sync(async (sync) => {
        await sync.begin(table);
        await sync.load(table, undefined, { id: 1, name: "a" });
        const failing = { ...(await sync.batch(table, { id: 2, name: "never" })), file: "/nowhere/batch.ndjson" };
        await expect(sync.commit([failing])).rejects.toThrow();
        await sync.load(table, undefined, { id: 3, name: "c" });
        await sync.finish(table);
      });
      expect(await bench.names()).toEqual(["a", "c"]);
    });

    test("is empty when the stream is complete and has no records", async () => {
      await old();
      await bench.sync(async (sync) => {
        await sync.begin(replace);
        await sync.finish(replace);
      });
      expect(await bench.rows()).toEqual([]);
      expect(await subject.tables("acme")).toEqual(["users"]);
      expect(await bench.stateOf("users")).toBeUndefined();
    });

    test("is unchanged when the stream fails, and nothing is left of the new rows", async () => {
      await old();
      await bench.sync(async (sync) => {
        await sync.begin(replace);
        await sync.load(replace, undefined, { id: 3 });
        await sync.destination.abandon(replace);
      });
      expect(await bench.rows()).toHaveLength(2);
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("may get other columns and another key", async () => {
      await old();
      const before = tableOf("merge");
      await bench.load(tableOf("replace", { name: INTEGER, more: TEXT }, ["name"], { before }), undefined, {
        name: 7,
        more: "m",
      });
      expect(await subject.rows("acme", "users", ["name", "more"])).toEqual([[7, "m"]]);
      expect(entryOf((await bench.next()).state, replace.stream)?.key).toEqual([["name"]]);
    });

    test("is merged by the next sync", async () => {
      await bench.load(replace, undefined, { id: 1, name: "a" }, { id: 2, name: "b" });
      await bench.load(tableOf("merge"), "1", { id: 2, name: "c" });
      expect(await bench.rows()).toEqual([
        [1, "a"],
        [2, "c"],
      ]);
    });

    test("without a key gets each record", async () => {
      await bench.load(tableOf("replace", undefined, []), undefined, { id: 1, name: "a" }, { id: 1, name: "a" });
      expect(await bench.rows()).toHaveLength(2);
    });
  });
}
