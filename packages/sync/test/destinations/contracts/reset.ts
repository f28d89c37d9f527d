import { describe, expect, test } from "@jest/globals";
import { entryOf } from "../../../src/state/connection-state.js";
import { reset } from "../../../src/state/reset.js";
import { streamKey } from "../../../src/streams/stream.js";
import { tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** What a reset does in a destination. */
export function resetContract(subject: Subject): void {
  const bench = new ContractBench(subject);
  const resetUsers = (drop: boolean) =>
    bench.sync(({ destination }) =>
      destination.reset((state) => reset(state, { connection: "acme", streams: ["users"], drop })),
    );
  const entry = async () => entryOf((await bench.next()).state, streamKey({ name: "users" }));

  describe("a reset", () => {
    test("forgets the state of a stream and keeps its rows", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 }, { id: 2 });
      const { streams } = await resetUsers(false);
      expect(streams).toMatchObject([{ stream: "users", isDropped: false, hadState: true, next: "merge" }]);
      expect(await entry()).toMatchObject({ table: "users", loaded: 2 });
      expect((await entry())?.state).toBeUndefined();
      expect(await bench.rows("id")).toEqual([[1], [2]]);
    });

    test.each(["merge", "append", "replace"] as const)(
      "drops the table of a stream that is loaded by %s, and the next sync makes a new one",
      async (mode) => {
        const table = tableOf(mode);
        await bench.load(table, '{"n":1}', { id: 1 });
        await bench.load(table, '{"n":2}', { id: 2 });
        await bench.load(tableOf("merge", undefined, undefined, { name: "other" }), "1", { id: 1 });
        const { streams } = await resetUsers(true);
        expect(streams).toMatchObject([{ stream: "users", isDropped: true, next: "load" }]);
        expect(await entry()).toBeUndefined();
        expect(await subject.tables("acme")).toEqual(["other"]);
        await bench.load(table, '{"n":3}', { id: 3 });
        expect(await bench.rows("id")).toEqual([[3]]);
      },
    );

    test("that cannot be decided changes nothing", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 });
      const refused = bench.sync(({ destination }) =>
        destination.reset(() => {
          throw new Error("Refused.");
        }),
      );
      await expect(refused).rejects.toThrow("Refused.");
      expect(await bench.stateOf("users")).toBe('{"n":1}');
    });

    test("of a table that the user has dropped forgets it", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 });
      await subject.drop("acme", "users");
      await resetUsers(true);
      expect(await entry()).toBeUndefined();
    });

    const { run } = subject;
    const inDatabases = run === undefined ? () => undefined : test;
    inDatabases("does not drop a table that the user made in its place, and then forgets nothing", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 });
      await run?.('DROP TABLE "acme"."users"; CREATE TABLE "acme"."users" (mine INTEGER)');
      await expect(resetUsers(true)).rejects.toThrow(/Cannot drop acme\.users: it is not the table that Sluice made/);
      expect(await bench.stateOf("users")).toBe('{"n":1}');
      expect(await subject.rows("acme", "users", ["mine"])).toEqual([]);
    });

    inDatabases("keeps a sync that had lost its connection from saving its state", async () => {
      await bench.sync(async (sync) => {
        await sync.begin(tableOf("merge"));
        await sync.load(tableOf("merge"), '{"n":1}', { id: 1 });
        await sync.destination.reset((state) => reset(state, { connection: "acme", streams: ["users"], drop: false }));
        await expect(sync.load(tableOf("merge"), '{"n":2}', { id: 2 })).rejects.toThrow(/or it was reset/);
      });
      expect(await bench.stateOf("users")).toBeUndefined();
    });
  });
}
