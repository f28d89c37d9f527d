/** From a connector into a database: `sluice sync` against PyAirbyte on airbyte-cdk, and against the connector alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { promise, promiseFaster, promiseWithin, sideBySide } from "../compare.mjs";
import { accounts } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteFiles, checkouts, ownSource, pyAirbyte, sluice, sluiceSync } from "../readers.mjs";
import { startRecords } from "../servers/records.mjs";

const PER_PAGE = 100;
const PAGES = Number(process.env.BENCH_PAGES ?? 2_000);
const RECORDS = PAGES * PER_PAGE;

/** The tests' own cluster. */
const SERVER = "../../packages/sync/test/destinations/postgres-server.ts";

/** The tests' own extensions of DuckDB. */
const EXTENSIONS = "../../packages/sync/test/destinations/duckdb-extensions.ts";

/** What the source of the benchmark declares, for the manifest too: both load typed columns. */
const SCHEMA = {
  type: "object",
  properties: {
    ...Object.fromEntries(["externalId", "name", "description"].map((name) => [name, { type: ["null", "string"] }])),
    ...Object.fromEntries(
      ["createdAt", "updatedAt"].map((name) => [name, { type: ["null", "string"], format: "date-time" }]),
    ),
    id: { type: "integer" },
    usersCount: { type: ["null", "integer"] },
    mrr: { type: ["null", "number"] },
    healthScore: { type: ["null", "number"] },
    isActive: { type: ["null", "boolean"] },
    owner: { type: ["null", "object"] },
    segments: { type: ["null", "array"] },
    traits: { type: ["null", "object"] },
  },
};

export const duckdb = {
  name: "into DuckDB",
  title: `${RECORDS.toLocaleString("en")} records of 0.9 kB from a connector into a DuckDB file`,
  run: (rounds) => withFolder((folder) => loaded(rounds, 7, () => join(folder, `${Math.random()}.duckdb`), "duckdb")),
};

export const postgres = {
  name: "into Postgres",
  title: `${RECORDS.toLocaleString("en")} records of 0.9 kB from a connector into Postgres`,
  async run(rounds) {
    const { BINARIES, PostgresServer } = await tsImport(SERVER, import.meta.url);
    if (BINARIES === undefined)
      return { rows: [{ name: "Sluice", cannot: "not measured: Postgres is not installed" }] };
    const server = await PostgresServer.start();
    try {
      await server.create("bench");
      return await loaded(rounds, 7, () => server.url("bench"), "postgres");
    } finally {
      await server.stop();
    }
  },
};

export const lake = {
  name: "into a lake",
  title: `${RECORDS.toLocaleString("en")} records of 0.9 kB from a connector into a local DuckLake`,
  async run(rounds) {
    const { EXTENSIONS_FOLDER } = await tsImport(EXTENSIONS, import.meta.url);
    if (EXTENSIONS_FOLDER === undefined)
      return { rows: [{ name: "Sluice", cannot: "not measured: DuckDB's extensions could not be fetched" }] };
    return withFolder((folder) => intoLake(rounds, folder, EXTENSIONS_FOLDER));
  },
};

/** The same load into a lake and into a DuckDB file: what the Parquet files cost. */
async function intoLake(rounds, folder, extensions) {
  const server = await startRecords({ pages: PAGES, perPage: PER_PAGE });
  const files = airbyteFiles(withSchema(accounts(server.url)));
  const environment = { BENCH_BASE_URL: server.url, SLUICE_DUCKDB_EXTENSIONS: extensions };
  const file = () => join(folder, `${Math.random()}.duckdb`);
  const rows = await sideBySide(
    [
      sluiceSync("lake", () => `ducklake:${join(folder, `${Math.random()}.ducklake`)}`, files, { environment }),
      { ...sluiceSync("duckdb", file, files, { environment }), name: "into a DuckDB file" },
    ],
    rounds,
  );
  files.remove();
  server.close();
  promiseWithin(rows, "into a DuckDB file", 1.5);
  return { rows: rows.map(loadedAll) };
}

/** What was counted of a run that counts was the one word that all is loaded. */
function loadedAll(row) {
  return row.records === undefined ? row : { ...row, records: RECORDS };
}

/** @param least how many times faster than PyAirbyte it is meant to be. */
async function loaded(rounds, least, place, kind) {
  const server = await startRecords({ pages: PAGES, perPage: PER_PAGE });
  const files = airbyteFiles(withSchema(accounts(server.url)));
  const environment = { BENCH_BASE_URL: server.url };
  const rows = await sideBySide(
    [
      ...checkouts.map((checkout) => sluiceSync(kind, place, files, { environment, checkout })),
      pyAirbyte(kind, place, files, RECORDS),
      {
        ...sluice(ownSource, ["read", "--streams", "accounts"], { environment, expected: RECORDS, tree: true }),
        name: "the connector alone",
      },
    ],
    rounds,
  );
  files.remove();
  server.close();
  promiseFaster(rows, "PyAirbyte", least);
  const memory = rows[0].memoryMb;
  promise(rows, "Sluice", "both processes ≤ 300 MB", memory, memory <= 300, " MB");
  return { rows: rows.map(loadedAll) };
}

function withSchema(manifest) {
  for (const stream of manifest.streams) stream.schema_loader.schema = SCHEMA;
  return manifest;
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
