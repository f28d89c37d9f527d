/**
 * A sync that is killed while it compares rows with a complete read marks no row wrongly, and run again it marks those that are gone: a
 * full refresh whose deleted rows are marked, and `--reconcile`. `npm run test:faults -- kills` does so many times.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { seeded } from "@sluice/testkit";
import { BINARIES, PostgresServer, WITHOUT } from "../destinations/postgres-server.js";
import { program, query, sluice } from "./support.js";

const KILLS = Number(process.env["SLUICE_KILLS"] ?? 4);
const ROWS = 1_500;
const LONG_MS = 60_000 + KILLS * 20_000;
const STREAMS = ["users", "whole"] as const;

/** Counts in a table: rows, those that are live, and those whose mark is right; `query` throws where there is no such table. */
interface Place {
  readonly to: string;
  readonly query: (table: string, columns: string) => Promise<Record<string, unknown> | undefined>;
}

/** What the next read does: the ids that it has, and after how many milliseconds from its first or last line it kills its reader. */
interface Plan {
  readonly from: number;
  readonly until: number;
  readonly killAfterLines?: number;
  readonly killAfterMs?: number;
}

/** `users` resumes from a state, `whole` is read in full. The process that kills outlives the source, so that commits are killed too. */
const SOURCE = `
  const fs = require("node:fs");
  const { spawn } = require("node:child_process");
  const plan = JSON.parse(fs.readFileSync(__dirname + "/plan.json", "utf8"));
  const args = process.argv.slice(2);
  let left = plan.killAfterLines;
  const print = (message) => {
    fs.writeSync(1, JSON.stringify(message) + "\\n");
    if (--left === 0) process.kill(process.ppid, "SIGKILL");
  };
  const json_schema = { properties: { id: { type: "integer" }, name: { type: "string" } } };
  const stream = (name, ...modes) => ({ name, json_schema, supported_sync_modes: modes, source_defined_primary_key: [["id"]] });
  if (args[0] === "discover") {
    print({ type: "CATALOG", catalog: { streams: [stream("users", "full_refresh", "incremental"), stream("whole", "full_refresh")] } });
    process.exit();
  }
  if (plan.killAfterMs !== undefined) {
    const script = "setTimeout(() => { try { process.kill(" + process.ppid + ", 'SIGKILL') } catch {} }, " + plan.killAfterMs + ")";
    spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore" }).unref();
  }
  const asked = JSON.parse(fs.readFileSync(args[args.indexOf("--catalog") + 1], "utf8")).streams.map((one) => one.stream.name);
  const to = (name) => ({ stream_descriptor: { name } });
  for (let id = plan.from; id < plan.until; id++) {
    for (const stream of asked) print({ type: "RECORD", record: { stream, emitted_at: 1, data: { id, name: "n" + id } } });
  }
  if (asked.includes("users")) print({ type: "STATE", state: { type: "STREAM", stream: { ...to("users"), stream_state: { at: plan.from } } } });
  for (const name of asked) print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { ...to(name), status: "COMPLETE" } } });`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const LOCAL: ReadonlyMap<string, () => Place> = new Map([
  [
    "DuckDB",
    () => ({
      to: "duckdb:all.duckdb",
      query: async (table, columns) =>
        (await query(join(folder, "all.duckdb"), `SELECT ${columns} FROM killed."${table}"`))[0],
    }),
  ],
  ...["parquet", "jsonl"].map((format): [string, () => Place] => [
    `${format} files`,
    () => ({
      to: `${format}:lake`,
      query: async (table, columns) => {
        const read = format === "parquet" ? "read_parquet" : "read_json";
        const types = format === "parquet" ? "" : ", columns = {id: 'BIGINT', _sluice_deleted_at: 'VARCHAR'}";
        const file = join(folder, `lake/killed/${table}.${format}`);
        return (await query(":memory:", `SELECT ${columns} FROM ${read}('${file}'${types})`))[0];
      },
    }),
  ]),
]);

/** How many rows there are, and which ids are live: the first of them, and how many. All others must be marked. */
async function look(place: Place, table: string) {
  const live = "_sluice_deleted_at IS NULL";
  const columns = `count(*) AS c0, count(DISTINCT id) AS c1, coalesce(min(CASE WHEN ${live} THEN id END), 0) AS c2, sum(CASE WHEN ${live} THEN 1 ELSE 0 END) AS c3`;
  const row = await place.query(table, columns);
  const [rows = 0, ids, first = 0, alive = 0] = [0, 1, 2, 3].map((column) => Number(row?.[`c${column}`] ?? 0));
  expect(rows).toBe(ids);
  return { rows, first, alive };
}

/** Each read has a window of the ids, which moves on: rows before it are gone at the source. */
async function survives(place: Place): Promise<void> {
  const file = await program(folder, "source-killed.js", SOURCE);
  const random = seeded(20_261_126);
  const sync = async (plan: Plan, ...how: readonly string[]) => {
    await writeFile(join(folder, "plan.json"), JSON.stringify(plan));
    const args = ["sync", file, "--to", place.to, "--schema", "killed", "--wait-lock", "20", "--batch", "400"];
    return sluice(folder, [...args, "--deletes", "whole=mark", ...how]);
  };
  const all = { from: 0, until: ROWS };
  expect((await sync(all)).status).toBe(0);
  let from = 0;
  let killed = 0;
  for (let run = 1; run <= KILLS; run++) {
    const how = run % 2 === 0 ? ["--streams", "users", "--reconcile"] : ["--streams", "whole"];
    const table = run % 2 === 0 ? "users" : "whole";
    const before = await look(place, table);
    const next = from + 10;
    // at any line of the read, or at any moment of it and of what follows its last line
    const kill =
      run % 4 < 2
        ? { killAfterLines: 1 + Math.floor(random() * (ROWS - next + 2)) }
        : { killAfterMs: Math.floor(random() * 900) };
    const { signal } = await sync({ from: next, until: ROWS, ...kill }, ...how);
    if (signal === "SIGKILL") killed++;
    const whole = { rows: ROWS, first: next, alive: ROWS - next };
    expect([before, whole]).toContainEqual(await look(place, table)); // all of it or nothing
    const again = await sync({ from: next, until: ROWS }, ...how);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining("Everything arrived")]);
    expect(await look(place, table)).toEqual(whole);
    from = next;
  }
  expect(killed).toBeGreaterThan(0);
  expect((await sync(all, "--streams", "users", "--reconcile")).status).toBe(0);
  expect((await sync(all, "--streams", "whole")).status).toBe(0);
  for (const table of STREAMS) expect(await look(place, table)).toEqual({ rows: ROWS, first: 0, alive: ROWS });
}

describe("killed again and again, a sync that marks deleted rows", () => {
  test.each([...LOCAL])(
    "marks none wrongly, and in the end all of them, in %s",
    (_name, place) => survives(place()),
    LONG_MS,
  );
});

const suite = BINARIES === undefined ? describe.skip : describe;
suite(`Postgres${WITHOUT}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  test(
    "killed again and again, a sync that marks deleted rows marks none wrongly, and in the end all of them",
    async () => {
      await server.create("killed_marks");
      const count: Place["query"] = (table, columns) =>
        server.with(
          "killed_marks",
          async (session) => (await session.rows(`SELECT ${columns} FROM killed."${table}"`))[0],
        );
      await survives({ to: server.url("killed_marks"), query: count });
    },
    LONG_MS,
  );
});
