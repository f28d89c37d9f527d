import { describe, expect, test } from "@jest/globals";
import { tableOf } from "../support.js";
import { ContractBench, type Subject } from "./subject.js";

/** What a destination knows of runs and connections. */
export function stateContract(subject: Subject): void {
  const bench = new ContractBench(subject);

  describe("the history", () => {
    test("shows how each sync went, and the state of each connection", async () => {
      await bench.load(tableOf("merge"), '{"n":1}', { id: 1 }, { id: 2 });
      const streams = [{ stream: "users", read: 3, loaded: 2 }];
      await bench.sync(({ destination }) => destination.end({ status: "failed", streams, error: "it's refused" }));
      const { runs, states } = await bench.history();
      expect(runs.map((run) => [run.connection, run.status, run.streams, run.error])).toEqual([
        ["acme", "failed", streams, "it's refused"],
        ["acme", "complete", [], undefined],
      ]);
      expect(Math.abs(Date.now() - (runs[0]?.endedAt?.getTime() ?? 0))).toBeLessThan(60_000);
      expect([...states.keys()]).toEqual(["acme"]);
      expect(states.get("acme")?.streams).toEqual([
        expect.objectContaining({
          name: "users",
          schema: "acme",
          table: "users",
          key: [["id"]],
          loaded: 2,
          state: { kind: "STREAM", text: '{"n":1}' },
        }),
      ]);
    });

    test("shows what a killed sync has loaded", async () => {
      await bench.sync(async (sync) => {
        await sync.begin(tableOf("merge"));
        await sync.load(tableOf("merge"), "1", { id: 1 }, { id: 2 });
      });
      await bench.next();
      const [, killed] = (await bench.history()).runs;
      expect([killed?.status, killed?.streams]).toEqual(["killed", [{ stream: "users", read: 2, loaded: 2 }]]);
    });
  });

  describe("the next sync", () => {
    test("gets the settings of the last one of its connection that was complete", async () => {
      const ends = (status: "complete" | "failed", settings: string | undefined, connection?: string) =>
        bench.sync(
          ({ destination }) => destination.end({ status, streams: [], error: undefined, settings }),
          connection,
        );
      await ends("complete", '{"domain":"it\'s"}');
      await ends("failed", '{"domain":"b"}');
      await ends("complete", '{"domain":"c"}', "other");
      expect((await bench.next()).settings).toBe('{"domain":"it\'s"}');
      await ends("complete", undefined);
      expect((await bench.next()).settings).toBeUndefined();
    });

    test("gets the start of the last one, if that was killed", async () => {
      await bench.next();
      await bench.next("other");
      const { killed } = await bench.next();
      expect(killed.map((at) => Math.abs(Date.now() - Date.parse(at)) < 60_000)).toEqual([true]);
    });

    const { run } = subject;
    const inDatabases = run === undefined ? () => undefined : test;
    inDatabases("gets columns that the tables of an earlier version lack, whose rows stay readable", async () => {
      await bench.next();
      for (const name of ["settings", "errors", "warnings", "version", "source"]) {
        await run?.(`ALTER TABLE _sluice.runs DROP COLUMN ${name}`);
      }
      const old = { status: "running", errors: [], warnings: [], version: undefined, source: undefined };
      expect((await bench.history()).runs).toEqual([expect.objectContaining(old)]);
      await bench.sync(async ({ destination }, { killed }) => {
        expect(killed).toHaveLength(1);
        const errors = ["It broke."];
        await destination.end({ status: "complete", streams: [], error: undefined, settings: "{}", errors });
      });
      expect((await bench.history()).runs.map(({ errors }) => errors)).toEqual([["It broke."], []]);
      expect((await bench.next()).settings).toBe("{}");
    });
  });
}
