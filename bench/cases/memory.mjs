import { promise, rowOf } from "../compare.mjs";
import { ownSource, sluices } from "../readers.mjs";
import { startRecords } from "../servers/records.mjs";

export const name = "memory";
export const title = "1,000,000 records of 0.9 kB, 10,000 pages, to a slow reader: 2 ms of rest after each chunk";

const PAGES = Number(process.env.BENCH_PAGES ?? 10_000);
const PER_PAGE = 100;

/** One run, however many rounds the others have: it is about what happens in the course of it. */
export async function run() {
  const server = await startRecords({ pages: PAGES, perPage: PER_PAGE });
  const readers = sluices(ownSource, ["read", "--streams", "accounts"], {
    environment: { BENCH_BASE_URL: server.url },
    expected: PAGES * PER_PAGE,
    pauseMs: 2,
    sampleMs: 250,
  });
  const rows = [];
  for (const reader of readers) rows.push(await rowOfOne(reader));
  server.close();
  const [{ memoryMb, figures }] = rows;
  const growth = figures && 100 * (figures["last quarter MB"] / figures["first quarter MB"] - 1);
  promise(rows, "Sluice", "peak ≤ 110 MB", memoryMb, memoryMb <= 110, " MB");
  promise(rows, "Sluice", "flat: the last quarter within 5 % of the first", growth, Math.abs(growth) <= 5, " % more");
  return { rows, rounds: 1 };
}

async function rowOfOne({ name: reader, run: read }) {
  const outcome = await read().catch((error) => ({ error: error.message }));
  if (outcome.error !== undefined) return rowOf({ name: reader, error: outcome.error, runs: [] });
  const { samplesMb } = outcome;
  const quarter = Math.ceil(samplesMb.length / 4);
  const figures = {
    "first quarter MB": mean(samplesMb.slice(0, quarter)),
    "last quarter MB": mean(samplesMb.slice(-quarter)),
  };
  return { ...rowOf({ name: reader, runs: [outcome] }), figures };
}

function mean(values) {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1));
}
