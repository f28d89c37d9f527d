import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVitally } from "../../connectors/source-vitally/fake/index.js";
import { BINARIES, PASSWORD, PostgresServer, WITHOUT } from "../../packages/sync/test/destinations/postgres-server.js";
import { root } from "../support/commands.js";
import { folderOf, leaveOutUnless } from "../support/install.js";

/**
 * The sources.yml of `sluice dbt`, as dbt reads it: a fake account and a source with unusual names are loaded into DuckDB, Parquet, CSV,
 * JSON lines and Postgres, and dbt from PyPI parses the file, checks freshness, runs every test and builds a model of every table.
 */
leaveOutUnless("dbt");
const dbt = join(folderOf("dbt"), "bin/dbt");
const LONGEST_MS = 300_000;
const sluice = join(root, "packages/sync/bin/sluice.js");
const vitally = join(root, "connectors/source-vitally/bin/source-vitally.js");

const folder = await mkdtemp(join(tmpdir(), "sluice-dbt-"));
const { api, config } = await startVitally();
const library = join(folder, "source-library.mjs");
await cp(new URL("dbt/source-library.mjs", import.meta.url), library);
await chmod(library, 0o755);

const PROFILES: Readonly<Record<string, object>> = {
  warehouse: { type: "duckdb", path: join(folder, "warehouse.duckdb") },
};
await tried("duckdb:warehouse.duckdb", PROFILES["warehouse"] ?? {});
// a folder that was moved is found by its variable
for (const format of ["parquet", "csv", "jsonl"]) {
  await tried(`${format}:files's [${format}] $1`, { type: "duckdb", path: join(folder, `${format}.duckdb`) });
}
if (BINARIES === undefined) console.log(`left out: Postgres${WITHOUT}`);
else await triedOnPostgres();
await api.close();
await rm(folder, { recursive: true });

async function triedOnPostgres(): Promise<void> {
  const server = await PostgresServer.start();
  try {
    await server.create("shop");
    const login = { host: "127.0.0.1", port: server.port, user: "sluice", password: PASSWORD };
    await tried(server.url("shop"), { type: "postgres", ...login, dbname: "shop", schema: "models", threads: 1 });
  } finally {
    await server.stop();
  }
}

/** Loads both sources, and has dbt read what `sluice dbt` writes. */
async function tried(to: string, profile: object): Promise<void> {
  const kind = to.slice(0, to.indexOf(":"));
  const project = join(folder, `project-${kind}`);
  await mkdir(join(project, "models"), { recursive: true });
  const sources = [{ source: vitally, name: "vitally", config: { ...config } }, { source: library }];
  await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ to, sources }));
  for (let times = 0; times < 2; times++) await run(process.execPath, [sluice, "sync"], folder); // appended tables are in parts then
  await run(process.execPath, [sluice, "dbt", "--out", join(project, "models/sources.yml")], folder);
  await writeFile(
    join(project, "dbt_project.yml"),
    JSON.stringify({ name: "tried", version: "1.0", profile: "tried" }),
  );
  await writeFile(
    join(project, "profiles.yml"),
    JSON.stringify({ tried: { target: "now", outputs: { now: profile } } }),
  );
  await dbtReads(project, kind);
}

interface Manifest {
  readonly sources: Readonly<Record<string, Source>>;
  readonly nodes: Readonly<Record<string, { readonly resource_type: string }>>;
}

interface Source {
  readonly source_name: string;
  readonly name: string;
  readonly description: string;
  readonly columns: Readonly<Record<string, { readonly description: string }>>;
}

async function dbtReads(project: string, kind: string): Promise<void> {
  const parsed = await run(dbt, ["--no-use-colors", "parse"], project);
  ok(!/deprecat|warning/i.test(parsed), parsed);
  const { sources, nodes } = await jsonIn<Manifest>(project, "manifest.json");
  const rooms = sources["source.tried.library.rooms"];
  deepStrictEqual(
    [rooms?.description, rooms?.columns["id"]?.description],
    ["All rooms.", "A number: {{ unique }} # yes"],
  );
  const tables = Object.values(sources);
  for (const [at, { source_name: source, name }] of tables.entries()) {
    await writeFile(join(project, `models/model_${at}.sql`), `select * from {{ source('${source}', '${name}') }}`);
  }
  await run(dbt, ["source", "freshness"], project);
  const fresh = await jsonIn<Results>(project, "sources.json");
  await run(dbt, ["build"], project);
  const built = await jsonIn<Results>(project, "run_results.json");
  const tests = Object.values(nodes).filter(({ resource_type: type }) => type === "test");
  const statuses = (results: Results) => results.results.map(({ unique_id: id, status }) => [id, status]);
  strictEqual(fresh.results.length, tables.length);
  strictEqual(built.results.length, tables.length + tests.length);
  const warned = statuses(built).filter(([, status]) => status === "warn");
  strictEqual(warned.length, 1, JSON.stringify(warned)); // the book whose room is not there
  ok(/relationships.*roomId/.test(String(warned[0])), String(warned));
  for (const [id, status] of statuses(fresh)) strictEqual(status, "pass", id);
  const passed = statuses(built).filter(([, status]) => status === "pass" || status === "success");
  strictEqual(passed.length + 1, built.results.length);
  console.log(
    `good  ${kind}: dbt reads ${tables.length} tables, and their ${tests.length} tests pass but for the warning that must come`,
  );
}

interface Results {
  readonly results: readonly { readonly unique_id: string; readonly status: string }[];
}

async function jsonIn<T>(project: string, name: string): Promise<T> {
  return JSON.parse(await readFile(join(project, "target", name), "utf8")) as T;
}

/** Waits without blocking: the fake answers from this process. */
function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: "0", DO_NOT_TRACK: "1", PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: LONGEST_MS });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (output += part));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}
