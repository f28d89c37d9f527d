/**
 * A sync that is killed at any moment, and run again, has neither a gap nor a duplicate: not even in a table without a key, and a
 * table that is replaced has the rows of one run, never of two. `npm run kills` does so many more times.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { seeded } from "@sluice/testkit";
import { Database } from "../../src/destinations/duckdb/database.js";
import { BINARIES, PostgresServer, WITHOUT } from "../destinations/postgres-server.js";
import { program, sluice } from "./support.js";

const KILLS = Number(process.env["SLUICE_KILLS"] ?? 4);
const RECORDS = 3_000 * KILLS + 4_000;
const REPLACED = 2_500;

/**
 * Writes ids from its state on, in between a table that is read whole, and after so many lines kills the one that reads them:
 * whatever that one is doing just then.
 */
const SOURCE = `
  const fs = require("node:fs");
  const args = process.argv.slice(2);
  let left = Number(process.env.KILL_AFTER);
  const print = (message) => {
    fs.writeSync(1, JSON.stringify(message) + "\\n");
    if (--left === 0) process.kill(process.ppid, "SIGKILL");
  };
  if (args[0] === "discover") {
    const json_schema = { properties: { id: { type: "integer" }, run: { type: "integer" } } };
    const log = { name: "log", json_schema, supported_sync_modes: ["incremental"] };
    print({ type: "CATALOG", catalog: { streams: [log, { name: "whole", json_schema, supported_sync_modes: ["full_refresh"] }] } });
    process.exit();
  }
  const at = args.indexOf("--state");
  const from = at < 0 ? 0 : JSON.parse(fs.readFileSync(args[at + 1], "utf8"))[0].stream.stream_state.id;
  const record = (stream, id) => print({ type: "RECORD", record: { stream, emitted_at: 1, data: { id, run: Number(process.env.RUN) } } });
  for (let id = 1; id <= ${REPLACED}; id++) record("whole", id);
  const status = { stream_descriptor: { name: "whole" }, status: "COMPLETE" };
  print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: status } });
  for (let id = from + 1; id <= ${RECORDS}; id++) {
    record("log", id);
    if (id % 50 === 0) print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "log" }, stream_state: { id } } } });
  }
  print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name: "log" }, status: "COMPLETE" } } });`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A destination, and how a reader counts in it; it throws where there is no such table yet. */
interface Place {
  readonly to: () => string;
  readonly query: (table: "log" | "whole", columns: string) => Promise<Record<string, unknown> | undefined>;
}

async function inDuckDb(file: string, from: string, columns: string) {
  const database = await Database.open(file);
  try {
    return (await database.rows(`SELECT ${columns} FROM ${from}`))[0];
  } finally {
    database.close();
  }
}

async function survives({ to, query }: Place): Promise<void> {
  const file = await program(folder, "source-log.js", SOURCE);
  const args = ["sync", file, "--to", to(), "--batch", "1000", "--wait-lock", "20"];
  const random = seeded(20_261_121);
  const log = async () => {
    const columns = "count(*) AS count, coalesce(max(id), 0) AS most, count(DISTINCT id) AS different";
    const row = await query("log", columns).catch(() => undefined); // killed before there was a table
    return ["count", "most", "different"].map((column) => Number(row?.[column] ?? 0));
  };
  const whole = async () => {
    const row = await query("whole", "count(*) AS count, count(DISTINCT run) AS runs").catch(() => undefined);
    return [Number(row?.["count"] ?? 0), Number(row?.["runs"] ?? 0)];
  };
  let landed = 0;
  let killed = 0;
  for (let run = 1; run <= KILLS; run++) {
    const after = 200 + Math.floor(random() * (REPLACED + 5_000));
    const ran = await sluice(folder, args, { KILL_AFTER: String(after), RUN: String(run) });
    if (ran.signal === "SIGKILL") killed++;
    const [count = 0, most, different] = await log();
    expect([different, most]).toEqual([count, count]);
    expect(count).toBeGreaterThanOrEqual(landed);
    expect([
      [0, 0],
      [REPLACED, 1],
    ]).toContainEqual(await whole());
    landed = count;
  }
  expect(killed).toBe(KILLS);
  expect(landed).toBeGreaterThan(0);
  const last = await sluice(folder, args, { RUN: "0" });
  expect([last.status, last.stdout]).toEqual([0, expect.stringContaining("Everything arrived")]);
  expect([await log(), await whole()]).toEqual([
    [RECORDS, RECORDS, RECORDS],
    [REPLACED, 1],
  ]);
}

const LONG_MS = 30_000 + KILLS * 5_000;

test(
  "killed again and again, a sync into DuckDB lands each record once",
  () =>
    survives({
      to: () => "duckdb:log.duckdb",
      query: (table, columns) => inDuckDb(join(folder, "log.duckdb"), `log.log."${table}"`, columns),
    }),
  LONG_MS,
);

test(
  "killed again and again, a sync into Parquet files lands each record once",
  () =>
    survives({
      to: () => "parquet:lake",
      query: (table, columns) => {
        const files = table === "log" ? "log/*.parquet" : "whole.parquet";
        return inDuckDb(":memory:", `read_parquet('${join(folder, "lake/log", files)}')`, columns);
      },
    }),
  LONG_MS,
);

const suite = BINARIES === undefined ? describe.skip : describe;
suite(`Postgres${WITHOUT}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
    await server.create("killed");
  });
  afterAll(() => server.stop());

  test(
    "killed again and again, a sync into it lands each record once",
    () =>
      survives({
        to: () => server.url("killed"),
        query: (table, columns) =>
          server.with("killed", async (session) => (await session.rows(`SELECT ${columns} FROM log."${table}"`))[0]),
      }),
    LONG_MS,
  );
});
