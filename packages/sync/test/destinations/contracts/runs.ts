import { describe, expect, test } from "@jest/globals";
import type { RunEnd, RunRecord, StreamCount } from "../../../src/destinations/destination.js";
import { newRun, type RunQuery } from "../../../src/destinations/run.js";
import type { Table } from "../../../src/tables/table.js";
import { tableOf, withDestination } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** What a destination keeps of each run. */
export function runsContract(subject: Subject): void {
  const bench = new ContractBench(subject);

  /** A run of a connection from its beginning to this end. */
  const ran = (id: string, end: Partial<RunEnd> = {}, connection = "acme") =>
    withDestination(
      subject.open,
      async (destination) => {
        await destination.start({ ...newRun(), id, version: "1.2.3", source: "./source-acme.js" });
        await destination.end({ status: "complete", streams: [], error: undefined, ...end });
      },
      connection,
    );

  const list = async (query: RunQuery): Promise<readonly RunRecord[]> => {
    const store = await subject.open();
    try {
      return await store.runs(query);
    } finally {
      await store.close();
    }
  };

  describe("a run", () => {
    test("is kept with its streams, warnings, errors, version and program", async () => {
      const streams: readonly StreamCount[] = [
        {
          ...{ stream: "users", read: 3, loaded: 2, status: "INCOMPLETE", requests: 7, error: "it's refused" },
          changes: [{ kind: "widened", column: "id", from: "integer", to: "text" }],
          typeMismatches: [{ field: "id", values: 2, first: 0 }],
          warnings: ["It shrank."],
          skippedParents: ["team 1"],
        },
        { stream: "logs", read: 0, loaded: 0, skipped: "No such plan." },
      ];
      const end = { streams, error: "it's refused", errors: ["The source ended."], warnings: ['It said "no".'] };
      await ran("0a1b2c3d-0000-4000-8000-000000000001", { status: "stopped", ...end });
      const [run, ...others] = await list({});
      expect(others).toEqual([]);
      expect(run).toEqual({
        ...{ id: "0a1b2c3d-0000-4000-8000-000000000001", connection: "acme", status: "stopped" },
        ...{ version: "1.2.3", source: "./source-acme.js", startedAt: expect.any(Date), endedAt: expect.any(Date) },
        ...end,
      });
    });

    test("is found by the first characters of its id, by its connection, and as one of the newest", async () => {
      await ran("aaaa0000-0000-4000-8000-000000000001");
      await ran("aaaa1111-0000-4000-8000-000000000002", {}, "other");
      await ran("bbbb0000-0000-4000-8000-000000000003");
      const ids = async (query: RunQuery) => (await list(query)).map(({ id }) => id.slice(0, 8));
      expect(await ids({})).toEqual(["bbbb0000", "aaaa1111", "aaaa0000"]);
      expect(await ids({ id: "aaaa" })).toEqual(["aaaa1111", "aaaa0000"]);
      expect(await ids({ id: "aaaa0" })).toEqual(["aaaa0000"]);
      expect(await ids({ id: "%" })).toEqual([]);
      expect(await ids({ connection: "acme" })).toEqual(["bbbb0000", "aaaa0000"]);
      expect(await ids({ limit: 1 })).toEqual(["bbbb0000"]);
      expect(await ids({ perConnection: 1 })).toEqual(["bbbb0000", "aaaa1111"]);
      expect(await ids({ perConnection: 1, limit: 1 })).toEqual(["bbbb0000"]);
      expect(await ids({ perConnection: 2, connection: "acme" })).toEqual(["bbbb0000", "aaaa0000"]);
    });

    test("can know how many rows its tables have, in the order in which they are asked for", async () => {
      const [users, log] = [tableOf("merge"), tableOf("append", undefined, [], { name: "log" })];
      await bench.load(users, undefined, { id: 1 }, { id: 2 }, { id: 2 });
      await bench.load(log, undefined, { id: 1 });
      const counts = (...tables: readonly Table[]) => bench.sync(({ destination }) => destination.rowCounts(tables));
      expect(await counts(users, log)).toEqual([2, 1]);
      expect(await counts(log, users, log)).toEqual([1, 2, 1]);
      expect(await counts()).toEqual([]);
    });

    test("that is replaced by a full refresh counts the rows of its table before and after", async () => {
      const table = tableOf("replace");
      const replace = (...ids: readonly number[]) =>
        bench.sync(async (sync) => {
          await sync.begin(table);
          await sync.load(table, undefined, ...ids.map((id) => ({ id })));
          return (await sync.finish(table)).rows;
        });
      const before = await replace(1, 2, 3, 3);
      expect([undefined, { before: 0, after: 3 }]).toContainEqual(before);
      expect(await replace(1)).toEqual({ before: 3, after: 1 });
      expect(await replace()).toEqual({ before: 1, after: 0 });
    });
  });

  const { run } = subject;
  const inDatabases = run === undefined ? () => undefined : test;
  inDatabases("the runs of a connection are kept up to the last 1,000", async () => {
    await ran("aaaa0000-0000-4000-8000-000000000001", {}, "other");
    await run?.(
      "INSERT INTO _sluice.runs (run_id, connection, started_at, status, streams) SELECT 'f' || CAST(i AS TEXT), 'acme', " +
        "TIMESTAMP '2020-01-01' + i * INTERVAL '1 minute', 'failed', '[]' FROM generate_series(1, 1005) AS many(i)",
    );
    await ran("bbbb0000-0000-4000-8000-000000000002");
    const all = await list({ limit: 5_000 });
    const own = all.filter(({ connection }) => connection === "acme").map(({ id }) => id);
    expect(own).toHaveLength(1_000);
    expect([own[0], own[1], own.at(-1)]).toEqual(["bbbb0000-0000-4000-8000-000000000002", "f1005", "f7"]);
    expect(all).toHaveLength(1_001);
  });

  const inFolders = run === undefined ? test : () => undefined;
  inFolders("the runs of a connection are kept up to the last 50", async () => {
    await ran("aaaa0000-0000-4000-8000-000000000001", {}, "other");
    const store = await subject.open();
    try {
      for (let i = 1; i <= 52; i++) {
        const destination = await store.connect("acme");
        await destination.start({ ...newRun(), id: `f${i}` });
        await destination.close();
      }
      const runs = await store.runs({ limit: 100 });
      expect(runs.map(({ id }) => id).slice(0, 2)).toEqual(["f52", "f51"]);
      expect(runs.map(({ id }) => id).slice(-2)).toEqual(["f3", "aaaa0000-0000-4000-8000-000000000001"]);
      expect(runs).toHaveLength(51);
    } finally {
      await store.close();
    }
  });
}
