/** Where rows go, and where they are read: `~/` is the home folder, and what is not a location is refused before anything is made. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { program, sluice } from "../cli/support.js";

const SMALL = `
  const print = (message) => console.log(JSON.stringify(message));
  if (process.argv[2] === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema: {}, supported_sync_modes: ["full_refresh"] }] } });
  else print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 1 } } });`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-small.js", SMALL);
  await mkdir(join(folder, "home"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => sluice(folder, args, { HOME: join(folder, "home") });

test.each([
  ["duckdb:~/x.duckdb", "x.duckdb"],
  ["parquet:~/lake", "lake"],
  ["csv:~/lake", "lake"],
  ["jsonl:~/lake", "lake"],
])("sync loads into the home folder with --to %s, and status finds it", async (location, name) => {
  expect(await run("sync", "./source-small.js", "--to", location)).toMatchObject({ status: 0, stderr: "" });
  expect(await readdir(join(folder, "home"))).toEqual([name]);
  expect((await run("status", "--to", location)).stdout).toContain("small.users");
});

test("query reads the file in the home folder, named by --to or by the project", async () => {
  await run("sync", "./source-small.js", "--to", "duckdb:~/x.duckdb");
  const sql = "SELECT count(*) AS n FROM small.users";
  await writeFile(join(folder, "sluice.config.json"), '{"to":"duckdb:${WHERE}","sources":[{"source":"x"}]}');
  await writeFile(join(folder, ".env"), "WHERE=~/x.duckdb");
  for (const args of [["--to", "duckdb:~/x.duckdb"], ["--db", "~/x.duckdb"], ["--db", "duckdb:~/x.duckdb"], []]) {
    expect((await run("query", sql, ...args, "--json")).stdout).toBe('[\n{"n":1}\n]\n');
  }
});

test.each([
  [
    ["sync", "./source-small.js", "--to", "parquet:s3://k:s3cr3t@b/x"],
    "Invalid destination: parquet: takes a local folder, not s3://; for Parquet files in a bucket there is ducklake:FILE?data=s3://bucket/prefix. Write parquet:DIR.\n",
  ],
  [
    ["sync", "./source-small.js", "--to", "duckdb::memory:"],
    "Invalid destination: duckdb: takes a local file, not :memory:, whose rows are lost at the end. Write duckdb:FILE.\n",
  ],
  [
    ["sync", "./source-small.js", "--dry-run", "--to", "jsonl://s3cr3t"],
    "Invalid destination: jsonl: takes a local folder, without // behind the colon. Write jsonl:DIR.\n",
  ],
  [
    ["status", "--to", "mysql://u:s3cr3t@h"],
    'Invalid destination: "mysql:" is not a kind of destination. Write duckdb:FILE, ducklake:FILE, postgres://…, parquet:DIR, jsonl:DIR or csv:DIR.\n',
  ],
  [
    ["query", "SELECT 1", "--db", "postgres://u:s3cr3t@h/x"],
    "--db is now --to.\nInvalid DuckDB file: it must be a local file, not postgres:. Write the path of one.\n",
  ],
])("%j is invalid usage, makes nothing, and shows no password", async (args, words) => {
  const before = await readdir(folder);
  expect(await run(...args)).toEqual({ status: 2, signal: null, stdout: "", stderr: words });
  expect(await readdir(folder)).toEqual(before);
});

test("query of a server that does not answer shows no password of the project", async () => {
  const to = "postgres://u:s3cr3t@127.0.0.1:1/x";
  await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ to, sources: [{ source: "x" }] }));
  const ran = await run("query", "SELECT 1");
  expect([ran.status, ran.stdout]).toEqual([1, ""]);
  expect(ran.stderr).toMatch(/^No Postgres server answers at 127\.0\.0\.1:1\./);
  expect(ran.stderr).not.toContain("s3cr3t");
});
