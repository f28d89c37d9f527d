/** What every kind of destination does, on a real one. */
import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import type { Destination, Memory, Store } from "../../src/destinations/destination.js";
import type { Table } from "../../src/tables/table.js";
import { batchOf, INTEGER, TEXT, tableOf, withDestination } from "./support.js";

export interface Subject {
  /** A folder for batches, made anew for each test. */
  readonly folder: () => string;
  /** Opens the place; the same one each time within a test, an empty one at its beginning. */
  readonly open: () => Promise<Store>;
  /** The rows of a table as a reader sees them, in any order: the values of these columns, integers as numbers, none as null. */
  readonly rows: (schema: string, table: string, columns: readonly string[]) => Promise<readonly unknown[][]>;
  /** The names of the tables that a reader sees. */
  readonly tables: (schema: string) => Promise<readonly string[]>;
  /** Removes a table as a person would, behind our back. */
  readonly drop: (schema: string, table: string) => Promise<void>;
  /** Runs SQL behind our back, where the place is a database. */
  readonly run?: (sql: string) => Promise<void>;
}

export function destinationContract(subject: Subject): void {
  const { folder, open } = subject;
  /** One sync of one batch, to its end. */
  const land = (table: Table, state: string | undefined, ...records: (JsonObject | string)[]) =>
    withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      const [misfits] = await destination.commit([await batchOf(folder(), table, state, ...records)]);
      await destination.finish(table, state);
      await destination.end({ status: "complete", streams: [], error: undefined });
      return misfits;
    });
  const memory = (connection?: string): Promise<Memory> =>
    withDestination(open, (destination) => destination.start(), connection);
  const states = async () => new Map([...(await memory()).streams].map(([stream, { state }]) => [stream, state]));
  const rows = async (...columns: string[]) => {
    const found = await subject.rows("acme", "users", columns.length === 0 ? ["id", "name"] : columns);
    return [...found].sort(([one], [other]) => Number(one ?? 1e9) - Number(other ?? 1e9));
  };

  describe("rows and state", () => {
    test("land together, and the state comes back byte for byte in the next run", async () => {
      const state = '{"at": 9007199254740993, "it\'s":"x\\\\y\\u00fc"}';
      expect(await land(tableOf("merge"), state, { id: 1, name: "a" })).toEqual([]);
      expect(await states()).toEqual(new Map([["users", state]]));
      expect(await rows()).toEqual([[1, "a"]]);
    });

    test("are both as they were where a batch cannot be landed", async () => {
      const table = tableOf("merge");
      await land(table, '{"n":1}', { id: 1, name: "a" });
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.begin([table]);
        const broken = await batchOf(folder(), table, '{"n":2}', { id: 2, name: "b" }, { id: 3 });
        await writeFile(broken.file, '{"n":0,"e":1,"d":{"id":2}}\n{"n":1,"e":1,"d":{"id":\n');
        await expect(destination.commit([broken])).rejects.toThrow();
        await destination.commit([await batchOf(folder(), table, '{"n":3}', { id: 3, name: "c" })]);
      });
      expect(await rows()).toEqual([
        [1, "a"],
        [3, "c"],
      ]);
      expect(await states()).toEqual(new Map([["users", '{"n":3}']]));
    });

    test("without a new state keep the one that is there", async () => {
      await land(tableOf("merge"), '{"n":1}', { id: 1 });
      await land(tableOf("merge"), undefined, { id: 2 });
      expect(await states()).toEqual(new Map([["users", '{"n":1}']]));
    });

    test("of another connection are its own", async () => {
      await land(tableOf("merge"), "{}", { id: 1 });
      expect((await memory("other")).streams).toEqual(new Map());
    });

    test("of several streams land together with the state that covers them all, or none of them does", async () => {
      const users = tableOf("merge");
      const events = { ...tableOf("append", undefined, []), stream: "events", name: "events" };
      const both = async (destination: Destination, state: string, broken: boolean) => {
        await destination.begin([users, events]);
        const batches = [
          await batchOf(folder(), users, undefined, { id: 1, name: state }),
          await batchOf(folder(), events, undefined, { id: 2, name: state }),
        ] as const;
        if (broken) await writeFile(batches[1].file, '{"n":0,"e":1,"d":{"id":\n');
        return destination.commit(batches, state);
      };
      await withDestination(open, async (destination) => {
        await destination.start();
        await both(destination, "one", false);
        await expect(both(destination, "two", true)).rejects.toThrow();
      });
      expect((await memory()).shared).toBe("one");
      expect(await rows()).toEqual([[1, "one"]]);
      expect(await subject.rows("acme", "events", ["id"])).toEqual([[2]]);
    });
  });

  describe("a table without a key", () => {
    test("gets each record, and nothing twice", async () => {
      const table = tableOf("append", undefined, []);
      await land(table, "1", { id: 1, name: "a" }, { id: 1, name: "a" });
      await land(table, "2", { id: 2, name: "b" });
      expect(await rows()).toEqual([
        [1, "a"],
        [1, "a"],
        [2, "b"],
      ]);
    });
  });

  describe("a table that is merged", () => {
    test("has the last record of each key, within a batch and over batches; nulls of a key are equal", async () => {
      const table = tableOf("merge");
      await land(table, "1", { id: 1, name: "a" }, { id: 2, name: "b" }, { id: 1, name: "c" }, { id: null, name: "n" });
      await land(table, "2", { id: 2, name: "d" }, { id: null, name: "m" }, { id: 3 });
      expect(await rows()).toEqual([
        [1, "c"],
        [2, "d"],
        [3, null],
        [null, "m"],
      ]);
    });

    test("by two columns", async () => {
      const table = tableOf("merge", { id: INTEGER, part: TEXT, name: TEXT }, ["id", "part"]);
      await land(table, "1", { id: 1, part: "x", name: "a" }, { id: 1, part: "y", name: "b" });
      await land(table, "2", { id: 1, part: "y", name: "c" }, { id: 1, part: "z", name: "d" });
      const found = await rows("id", "part", "name");
      expect(found.map(([, part, name]) => [part, name]).sort()).toEqual([
        ["x", "a"],
        ["y", "c"],
        ["z", "d"],
      ]);
    });
  });

  describe("a table that is replaced", () => {
    const old = () => land(tableOf("merge"), '{"n":1}', { id: 1, name: "old" }, { id: 2, name: "old" });

    test("keeps its old rows until the new ones are complete, then has those alone, and their state", async () => {
      await old();
      const table = tableOf("replace");
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.begin([table]);
        await destination.commit([await batchOf(folder(), table, undefined, { id: 3, name: "lost" })]);
      });
      expect(await rows()).toEqual([
        [1, "old"],
        [2, "old"],
      ]);
      expect(await states()).toEqual(new Map([["users", '{"n":1}']])); // the table has not changed, and so neither has its state
      await land(table, '{"n":2}', { id: 3, name: "new" }, { id: 4, name: "new" }, { id: 3, name: "newer" });
      expect(await rows()).toEqual([
        [3, "newer"],
        [4, "new"],
      ]);
      expect(await states()).toEqual(new Map([["users", '{"n":2}']]));
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("has the last record of each key over batches too; nulls of a key are equal", async () => {
      const table = tableOf("replace");
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.begin([table]);
        for (const round of ["first", "second", "third"]) {
          const records = [1, null, round === "second" ? 2 : 3].map((id) => ({ id, name: round }));
          await destination.commit([await batchOf(folder(), table, undefined, ...records)]);
        }
        await destination.finish(table, undefined);
      });
      expect(await rows()).toEqual([
        [1, "third"],
        [2, "second"],
        [3, "third"],
        [null, "third"],
      ]);
    });

    test("is empty where nothing came, and the stream is whole", async () => {
      await old();
      await land(tableOf("replace"), undefined);
      expect(await rows()).toEqual([]);
      expect(await states()).toEqual(new Map([["users", undefined]]));
    });

    test("is untouched where the stream fails, and nothing is left of the new rows", async () => {
      await old();
      const table = tableOf("replace");
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.begin([table]);
        await destination.commit([await batchOf(folder(), table, undefined, { id: 3 })]);
        await destination.abandon(table);
      });
      expect(await rows()).toHaveLength(2);
      expect(await subject.tables("acme")).toEqual(["users"]);
    });

    test("keeps its key in the books until it has another", async () => {
      await old();
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.begin([tableOf("replace", undefined, ["name"])]);
      });
      expect((await memory()).streams.get("users")?.key).toEqual(["id"]);
    });

    test("may be another than before, in its columns and its key", async () => {
      await old();
      await land(tableOf("replace", { name: INTEGER, more: TEXT }, ["name"]), undefined, { name: 7, more: "m" });
      expect(await subject.rows("acme", "users", ["name", "more"])).toEqual([[7, "m"]]);
      expect((await memory()).streams.get("users")?.key).toEqual(["name"]);
    });

    test("takes the state of all streams with it, for that was one of its old rows", async () => {
      await old();
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.commit([], "shared");
      });
      expect((await memory()).shared).toBe("shared");
      await land(tableOf("replace"), undefined, { id: 3, name: "new" });
      expect((await memory()).shared).toBeUndefined();
    });

    test("without a key has each record", async () => {
      await land(tableOf("replace", undefined, []), undefined, { id: 1, name: "a" }, { id: 1, name: "a" });
      expect(await rows()).toHaveLength(2);
    });
  });

  describe("a schema that changes", () => {
    test("gets new columns and wider types; what is there stays", async () => {
      const before = tableOf("merge", { id: INTEGER, name: INTEGER, gone: TEXT });
      const after = tableOf("merge", { id: INTEGER, name: TEXT, more: TEXT });
      await land(before, undefined, { id: 1, name: 7, gone: "kept" });
      await land(after, undefined, { id: 2, name: "b", more: "m" });
      expect(await land(before, undefined, { id: 3, name: 9 })).toEqual([]);
      const found = await rows("id", "name", "gone", "more");
      expect(found.map((row) => row.map((value) => (value === null ? null : String(value))))).toEqual([
        ["1", "7", "kept", null],
        ["2", "b", null, "m"],
        ["3", "9", null, null],
      ]);
    });
  });

  describe("a record that says what no database holds", () => {
    test("is landed as near to it as can be, and those beside it as they are", async () => {
      const table = tableOf("append", undefined, []);
      await land(
        table,
        "1",
        '{"id":1,"name":"half \\ud800 pair"}',
        '{"id":2,"name":"no utf-8: \xff"}',
        '{"id":3,"id":4}',
      );
      expect(await rows()).toEqual([
        [1, "half \ufffd pair"],
        [2, "no utf-8: \ufffd"],
        [4, null],
      ]);
    });
  });

  describe("the books", () => {
    test("say how each sync went, and what is known of each stream", async () => {
      await land(tableOf("merge"), '{"n":1}', { id: 1 }, { id: 2 });
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.end({
          status: "failed",
          streams: [{ stream: "users", read: 3, landed: 2 }],
          error: "it's refused",
        });
      });
      const { runs, streams } = await withDestination(open, (_destination, store) => store.history());
      expect(runs.map(({ status, streams: counts, error }) => [status, counts, error])).toEqual([
        ["failed", [{ stream: "users", read: 3, landed: 2 }], "it's refused"],
        ["complete", [], undefined],
      ]);
      expect(Math.abs(Date.now() - (runs[0]?.endedAt?.getTime() ?? 0))).toBeLessThan(60_000);
      expect(streams).toEqual([
        expect.objectContaining({ connection: "acme", stream: "users", schema: "acme", table: "users", landed: 2 }),
      ]);
      expect([streams[0]?.state, streams[0]?.key]).toEqual(['{"n":1}', ["id"]]);
    });

    test("hand back the settings of the last sync that was complete, of this connection", async () => {
      const ends = async (status: "complete" | "failed", settings: string | undefined, connection?: string) =>
        withDestination(
          open,
          async (destination) => {
            await destination.start();
            await destination.end({ status, streams: [], error: undefined, settings });
          },
          connection,
        );
      await ends("complete", '{"domain":"it\'s"}');
      await ends("failed", '{"domain":"b"}');
      await ends("complete", '{"domain":"c"}', "other");
      expect((await memory()).settings).toBe('{"domain":"it\'s"}');
      await ends("complete", undefined);
      expect((await memory()).settings).toBeUndefined();
    });

    test("tell the next sync of one that was killed", async () => {
      await withDestination(open, (destination) => destination.start());
      expect((await memory()).notes).toEqual([expect.stringMatching(/^The sync that began at .* was killed/)]);
    });

    const { run } = subject;
    const inDatabases = run === undefined ? () => undefined : test;
    inDatabases("get the columns that those of an earlier version lack", async () => {
      await withDestination(open, (destination) => destination.start());
      await run?.("ALTER TABLE _sluice.runs DROP COLUMN settings");
      await withDestination(open, async (destination) => {
        expect((await destination.start()).notes).toHaveLength(1);
        await destination.end({ status: "complete", streams: [], error: undefined, settings: "{}" });
      });
      expect((await memory()).settings).toBe("{}");
    });

    test("keep the name that a column was given", async () => {
      const table = tableOf("merge", { id: INTEGER, ID: TEXT });
      await land(table, undefined, { id: 1, ID: "x" });
      const names = new Map(table.columns.map(({ field, name }) => [field, name]));
      expect((await memory()).streams.get("users")?.columns).toEqual(names);
    });
  });

  describe("a table that is gone", () => {
    test("is filled from the beginning, and the person is told", async () => {
      await land(tableOf("merge"), '{"n":1}', { id: 1 });
      await subject.drop("acme", "users");
      const { streams, notes } = await memory();
      expect(streams.get("users")?.state).toBeUndefined();
      expect(notes).toContainEqual(expect.stringMatching(/acme\.users is gone: users is read from the beginning/));
    });
  });

  describe("a stream whose table is elsewhere now", () => {
    test("begins there without a state, and without that of all streams, before the first row comes", async () => {
      await land(tableOf("merge"), '{"n":1}', { id: 1 });
      await withDestination(open, async (destination) => {
        await destination.start();
        await destination.commit([], "shared");
        await destination.begin([{ ...tableOf("merge"), schema: "elsewhere" }]);
      });
      const { streams, shared } = await memory();
      expect([streams.get("users")?.schema, streams.get("users")?.state, shared]).toEqual([
        "elsewhere",
        undefined,
        undefined,
      ]);
    });
  });

  describe("a table of somebody else", () => {
    test("is not touched: another connection's", async () => {
      await land(tableOf("merge"), undefined, { id: 1, name: "mine" });
      const other = withDestination(
        open,
        async (destination) => {
          await destination.start();
          await destination.begin([tableOf("merge")]);
        },
        "other",
      );
      await expect(other).rejects.toThrow(/acme\.users that belongs to the connection "acme".*--schema/);
      expect(await rows()).toEqual([[1, "mine"]]);
    });
  });
}
