/** One, two and four sources at once into one lake with its catalog in Postgres: each a `sluice sync` process of its own. */
import { sideBySide } from "../compare.mjs";
import { withLakes } from "../lakes.mjs";
import { airbyteFiles, sluiceSync } from "../readers.mjs";
import { startRecords } from "../servers/records.mjs";

const COUNTS = [1, 2, 4];
const PER_PAGE = 100;
const LATENCY_MS = 200;
const PAGES = Number(process.env.BENCH_PAGES ?? 1_000); // as many as the server makes beforehand
const SLOW_PAGES = Number(process.env.BENCH_PAGES ?? 100);

const records = (pages) => `${(pages * PER_PAGE).toLocaleString("en")} records of 0.9 kB`;

export const onDisk = {
  name: "sources into a lake",
  title: `1, 2 and 4 sources at once, ${records(PAGES)} each, into a lake on Postgres and a local disk`,
  run: (rounds) => intoLakes(rounds, { storage: "disk", pages: PAGES }),
};

export const inBucket = {
  name: "sources into a lake on S3",
  title: `1, 2 and 4 sources at once, ${records(PAGES)} each, into a lake on Postgres and an S3 server (moto)`,
  run: (rounds) => intoLakes(rounds, { storage: "bucket", pages: PAGES }),
};

export const slow = {
  name: "slow sources into a lake",
  title: `1, 2 and 4 sources at once, ${records(SLOW_PAGES)} each at ${LATENCY_MS} ms a page, into a lake on Postgres and a local disk`,
  run: (rounds) => intoLakes(rounds, { storage: "disk", pages: SLOW_PAGES, latencyMs: LATENCY_MS }),
};

const nameOf = (count) => `Sluice, ${count} ${count === 1 ? "source" : "sources"}`;

function intoLakes(rounds, { storage, ...api }) {
  const unmeasured = (why) => ({ rows: [{ name: nameOf(1), cannot: `not measured: ${why}` }] });
  return withLakes(storage, (lakes) => measured(rounds, lakes, api), unmeasured);
}

async function measured(rounds, lakes, api) {
  const server = await startRecords({ ...api, perPage: PER_PAGE });
  const files = airbyteFiles({ streams: [] });
  const environment = { ...lakes.environment, BENCH_BASE_URL: server.url };
  const readers = COUNTS.map((count) => ({
    name: nameOf(count),
    run: async () => atOnce(count, await lakes.create(), { files, environment, expected: api.pages * PER_PAGE }),
  }));
  try {
    const rows = await sideBySide(readers, rounds);
    return { rows: rows.map((row, index) => withRates(row, rows[0], COUNTS[index])) };
  } finally {
    files.remove();
    server.close();
  }
}

/** From the start of the first process to the end of the last. The run counts only if the lake has each record once. */
async function atOnce(count, lake, { files, environment, expected }) {
  const names = Array.from({ length: count }, (_, index) => `source_${index + 1}`);
  const syncs = names.map((name) => sluiceSync("lake", () => lake.to, files, { environment, more: ["--name", name] }));
  const start = performance.now();
  const ended = await Promise.allSettled(syncs.map((sync) => sync.run()));
  const seconds = (performance.now() - start) / 1000;
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
  for (const name of names) await assertLoaded(lake, name, expected);
  const memoryMb = ended.reduce((sum, { value }) => sum + value.memoryMb, 0);
  return { seconds, memoryMb, records: count * expected };
}

async function assertLoaded(lake, schema, expected) {
  const [found] = await lake.rows(`SELECT count(*) AS rows, count(DISTINCT id) AS ids FROM ${schema}.accounts`);
  if (Number(found.rows) === expected && Number(found.ids) === expected) return;
  throw new Error(`${schema}.accounts in the lake has ${found.rows} rows with ${found.ids} ids, expected ${expected}`);
}

/** The records that all sources loaded together in a second, and both figures as multiples of those of one source. */
function withRates(row, single, count) {
  if (row.seconds === undefined) return row;
  const figures = { "records/s": Math.round(row.records / row.seconds.median).toLocaleString("en") };
  if (count > 1 && single.seconds !== undefined) {
    const times = row.seconds.median / single.seconds.median;
    figures["time ÷ that of one source"] = times.toFixed(2);
    figures["records/s ÷ those of one source"] = (count / times).toFixed(2);
  }
  return { ...row, figures };
}
