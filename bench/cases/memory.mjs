import { promise, rowOf } from "../compare.mjs";
import { ownSource, sluice } from "../readers.mjs";
import { startRecords } from "../servers/records.mjs";

export const name = "memory";
export const title = "1,000,000 records of 0.9 kB, 10,000 pages, to a slow reader: 2 ms of rest after each chunk";

const PAGES = Number(process.env.BENCH_PAGES ?? 10_000);
const PER_PAGE = 100;

/** One run, however many rounds the others have: it is about what happens in the course of it. */
export async function run() {
  const server = await startRecords({ pages: PAGES, perPage: PER_PAGE });
  const reader = sluice(ownSource, ["read", "--streams", "accounts"], {
    environment: { BENCH_BASE_URL: server.url },
    expected: PAGES * PER_PAGE,
    pauseMs: 2,
    sampleMs: 250,
  });
  const outcome = await reader.run().catch((error) => ({ error: error.message }));
  server.close();
  if (outcome.error !== undefined) return { rows: [rowOf({ name: "Sluice", error: outcome.error, runs: [] })] };
  const { samplesMb, memoryMb } = outcome;
  const quarter = Math.ceil(samplesMb.length / 4);
  const figures = {
    "first quarter MB": mean(samplesMb.slice(0, quarter)),
    "last quarter MB": mean(samplesMb.slice(-quarter)),
  };
  const rows = [{ ...rowOf({ name: "Sluice", runs: [outcome] }), figures }];
  const growth = 100 * (figures["last quarter MB"] / figures["first quarter MB"] - 1);
  promise(rows, "Sluice", "peak ≤ 110 MB", memoryMb, memoryMb <= 110, " MB");
  promise(rows, "Sluice", "flat: the last quarter within 5 % of the first", growth, Math.abs(growth) <= 5, " % more");
  return { rows, rounds: 1 };
}

function mean(values) {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1));
}
