/**
 * Syncs hostile sources into every destination, and prints a table: what each does, how the sync ends, and how long it takes.
 * Each sync has to load all of it, or to fail with a reason and the rows that a state covers; and no sync may take longer than its bound.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Files, query } from "../../packages/sync/test/destinations/files-support.js";
import { BINARIES, PostgresServer } from "../../packages/sync/test/destinations/postgres-server.js";
import { scriptOf } from "../../packages/sync/test/strangers/support.js";
import { root } from "../support/commands.js";
import { CASES, type Case } from "./strangers/sources.js";

const BIN = join(root, "packages/sync/bin/sluice.js");
const PAGE = join(root, "docs/explanation/reliability.md");

/** The longest: two graces of ten seconds, and what is written before. */
const BOUND_S = 45;

interface Place {
  readonly name: string;
  readonly to: (folder: string) => Promise<string>;
  readonly count: (folder: string) => Promise<number>;
}

const server = BINARIES === undefined ? undefined : await PostgresServer.start();
let databases = 0;

const duckdb: Place = {
  name: "DuckDB",
  to: async (folder) => `duckdb:${join(folder, "x.duckdb")}`,
  count: async (folder) => {
    const rows = await query(
      `ATTACH '${join(folder, "x.duckdb")}' AS x; SELECT count(*)::VARCHAR AS n FROM x.rogue.users`,
    ).catch(() => []);
    return Number(rows[0]?.["n"] ?? 0);
  },
};

const postgres = (running: PostgresServer): Place => ({
  name: "Postgres",
  to: async () => {
    await running.create(`test_${++databases}`);
    return running.url(`test_${databases}`);
  },
  count: async () => {
    const rows = await running
      .with(`test_${databases}`, (session) => session.rows("SELECT count(*)::text AS n FROM rogue.users"))
      .catch(() => []);
    return Number(rows[0]?.["n"] ?? 0);
  },
});

const files = (name: string, format: "parquet" | "csv" | "jsonl"): Place => ({
  name,
  to: async (folder) => `${format}:${join(folder, "lake")}`,
  count: async (folder) => (await new Files(join(folder, "lake"), format).rows("rogue", "users")).length,
});

const PLACES = [
  duckdb,
  ...(server === undefined ? [] : [postgres(server)]),
  files("Parquet", "parquet"),
  files("CSV", "csv"),
  files("JSON lines", "jsonl"),
];

interface Outcome {
  readonly cell: string;
  readonly problem: string | undefined;
  readonly seconds: number;
}

async function tried(one: Case, place: Place): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-strangers-"));
  try {
    const source = join(folder, "source-rogue.js");
    await writeFile(source, `#!/usr/bin/env node\n${scriptOf(one)}`);
    await chmod(source, 0o755);
    await writeFile(join(folder, "config.json"), JSON.stringify({ phrase: "open sesame" }));
    const args = [BIN, "sync", "./source-rogue.js", "--to", await place.to(folder), ...(one.flags ?? [])];
    const began = performance.now();
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    const bound = setTimeout(() => child.kill("SIGKILL"), BOUND_S * 1000);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    clearTimeout(bound);
    const seconds = (performance.now() - began) / 1000;
    const ran = { status: child.exitCode, said: stdout + stderr, rows: await place.count(folder) };
    return { cell: cellOf(ran), problem: problemIn(ran, one, place), seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Ran {
  readonly status: number | null;
  readonly said: string;
  readonly rows: number;
}

function cellOf({ status, rows }: Ran): string {
  const counted = `${rows} ${rows === 1 ? "row" : "rows"}`;
  return status === 0
    ? `loaded completely, 0`
    : status === 1
      ? `failed with a reason, 1, ${counted}`
      : `ended with ${status}`;
}

function problemIn({ status, said, rows }: Ran, one: Case, { name }: Place): string | undefined {
  const expected = one.except?.[name] ?? one;
  if (status === null) return `was killed after ${BOUND_S} s`;
  if (status !== expected.status) return `ended with ${status} instead of ${expected.status}: ${said.slice(-500)}`;
  if (rows !== expected.rows) return `left ${rows} rows instead of ${expected.rows}`;
  if (one.hides !== undefined && said.includes(one.hides)) return `printed ${JSON.stringify(one.hides)}`;
  if (/\n\s+at .+:\d+:\d+/.test(said)) return `printed a stack: ${said.slice(0, 500)}`;
  if (status === 1 && said.trim() === "") return "said nothing";
  return said.length > 50_000 ? `printed ${said.length} characters` : undefined;
}

const problems: string[] = [];
const lines = [
  `| what the source does | ${PLACES.map(({ name }) => name).join(" | ")} |`,
  `| --- |${" --- |".repeat(PLACES.length)}`,
];
const only = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
for (const one of CASES.filter(({ what }) => only === undefined || what.includes(only))) {
  const outcomes = await Promise.all(PLACES.map((place) => tried(one, place)));
  for (const [index, { problem }] of outcomes.entries())
    if (problem !== undefined) problems.push(`${one.what}, ${PLACES[index]?.name}: ${problem}`);
  const longest = Math.max(...outcomes.map(({ seconds }) => seconds));
  console.log(`${one.what}: ${[...new Set(outcomes.map(({ cell }) => cell))].join(" / ")} (${longest.toFixed(1)} s)`);
  lines.push(`| ${one.what} | ${outcomes.map(({ cell }) => cell).join(" | ")} |`);
}
await server?.stop();
if (server === undefined) console.log("left out: Postgres, which is not installed");

const MARK = /(<!-- strangers -->\n)[\s\S]*?(\n<!-- \/strangers -->)/;
const page = await readFile(PAGE, "utf8");
const updated = page.replace(MARK, `$1${lines.join("\n")}$2`);
const isWhole = only === undefined && server !== undefined;
if (isWhole && process.argv.includes("--write")) await writeFile(PAGE, updated);
else if (isWhole && updated !== page)
  problems.push(
    "docs/explanation/reliability.md says otherwise: run `npm run test:e2e -- strangers --write`, and read what changed",
  );
for (const problem of problems) console.error(`bad   ${problem}`);
console.log(`${lines.length - 2} sources into ${PLACES.length} destinations, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
