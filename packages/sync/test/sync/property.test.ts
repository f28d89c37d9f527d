/**
 * Any history of a source, synced into a destination, leaves what a model in memory says. SLUICE_RUNS sets the number of histories.
 *
 * The histories are the same in each run, so that CI fails because of a change and never by chance. SLUICE_SEED=random tries others; a
 * failure prints its seed, for SLUICE_SEED=<seed>, and the history. The history is not shrunk, because that takes minutes.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { SEED } from "@sluice/testkit";
import fc from "fast-check";
import { WITHOUT } from "../destinations/postgres-server.js";
import { histories } from "./property/arbitraries.js";
import { DUCKDB, filesDestination, JSONL, Postgres } from "./property/destinations.js";
import { run } from "./property/run.js";

const RUNS = Number(process.env["SLUICE_RUNS"] ?? 25);
const MS_PER_RUN = 10_000;

const postgres = new Postgres();
afterAll(postgres.close);

for (const place of [DUCKDB, postgres, filesDestination("parquet"), filesDestination("csv"), JSONL]) {
  const without = place === postgres ? WITHOUT : "";
  (without === "" ? test : test.skip)(
    `any history of syncs into ${place.name} leaves each record exactly once, with the values that the source wrote${without}`,
    async () => {
      let tried = 0;
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
          try {
            await run(history, place, folder);
            tried++;
          } finally {
            await rm(folder, { recursive: true });
          }
        }),
        {
          ...SEED,
          endOnFailure: true,
          numRuns: RUNS,
          interruptAfterTimeLimit: RUNS * MS_PER_RUN,
        },
      );
      expect(tried).toBe(RUNS);
    },
    (RUNS + 2) * MS_PER_RUN,
  );
}
