/** Lakes with their catalogs in Postgres, and their files on the local disk or in a bucket: new ones, and what is in them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";

const BUCKET = "bench-lake";

const fromSync = (path) => tsImport(`../packages/sync/${path}`, import.meta.url);

/**
 * Starts what lakes need, with the tests' own Postgres, extensions of DuckDB and server of buckets, and ends it after the work.
 *
 * @param {"disk" | "bucket"} storage
 * @param {(lakes: { environment: Record<string, string>, create: () => Promise<object> }) => Promise<object>} work
 *   `environment` is what a process needs to open the lakes.
 * @param {(why: string) => object} unmeasured what to return where something is missing.
 */
export async function withLakes(storage, work, unmeasured) {
  const { BINARIES, PostgresServer } = await fromSync("test/destinations/postgres-server.ts");
  if (BINARIES === undefined) return unmeasured("Postgres is not installed");
  const { EXTENSIONS_FOLDER } = await fromSync("test/destinations/duckdb-extensions.ts");
  if (EXTENSIONS_FOLDER === undefined) return unmeasured("DuckDB's extensions could not be fetched");
  const buckets = storage === "disk" ? undefined : await fromSync("test/destinations/bucket-server.ts");
  if (buckets !== undefined && buckets.WITHOUT_BUCKETS !== "") return unmeasured("moto could not be installed");
  const environment = { SLUICE_DUCKDB_EXTENSIONS: EXTENSIONS_FOLDER };
  const postgres = await PostgresServer.start();
  try {
    return await (buckets === undefined ? withFolder : withBucket(buckets.BucketServer))((files) => {
      const all = { ...environment, ...files.environment };
      return work({ environment: all, create: () => createLake(postgres, { ...files, environment: all }) });
    });
  } finally {
    await postgres.stop();
  }
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    return await work({ data: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withBucket = (BucketServer) => async (work) => {
  const server = await BucketServer.start();
  try {
    await server.create(BUCKET);
    return await work({ data: `s3://${BUCKET}`, environment: server.environment });
  } finally {
    await server.stop();
  }
};

/** A place for a lake that the first sync creates. */
async function createLake(postgres, { data, environment }) {
  const name = `lake_${Math.random().toString().slice(2)}`;
  await postgres.create(name);
  const url = postgres.url(name);
  return { to: `ducklake:${url}?data=${data}/${name}`, rows: (sql) => rowsOf(url, sql, environment) };
}

/** Read by DuckDB itself, past Sluice. */
async function rowsOf(url, sql, environment) {
  const { Database } = await fromSync("src/destinations/duckdb/database.ts");
  const { loadExtensions } = await fromSync("src/destinations/duckdb/extensions.ts");
  const { hostname, port, username, password, pathname } = new URL(url);
  const catalog = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)} dbname=${pathname.slice(1)}`;
  const endpoint = environment.AWS_ENDPOINT_URL_S3;
  const database = await Database.open(":memory:");
  try {
    await loadExtensions(database, ["ducklake", "postgres_scanner"], environment);
    if (endpoint !== undefined) {
      await loadExtensions(database, ["httpfs"], environment);
      await database.run(
        `CREATE SECRET (TYPE s3, KEY_ID 'x', SECRET 'x', REGION 'us-east-1', ENDPOINT '${new URL(endpoint).host}', USE_SSL false, URL_STYLE 'path')`,
      );
    }
    await database.run(`ATTACH 'ducklake:postgres:${catalog}' AS lake (READ_ONLY); USE lake`);
    return await database.rows(sql);
  } finally {
    database.close();
  }
}
