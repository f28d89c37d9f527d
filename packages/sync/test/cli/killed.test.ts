/**
 * A sync that is killed at any moment, and run again, has neither a gap nor a duplicate: not even in a table without a key, and a
 * table that is replaced has the rows of one run, never of two. `npm run test:faults -- kills` does so many times.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { seeded } from "@sluice/testkit";
import { EXTENSIONS_FOLDER } from "../destinations/duckdb-extensions.js";
import { LAKE_ENVIRONMENT, type ReadLake, sqliteLake, withLake } from "../destinations/lake-support.js";
import { BINARIES, PostgresServer, WITHOUT } from "../destinations/postgres-server.js";
import { killedSource, REPLACED, type ReadPlan, USERS } from "./killed-source.js";
import { query, sluice } from "./support.js";

const KILLS = Number(process.env["SLUICE_KILLS"] ?? 3);
/** More than the killed reads can write together. */
const EVENTS = 2_000 * KILLS + 1_000;
const MAX_LINES = 5_000;
const LONG_MS = 60_000 + KILLS * 20_000; // a lake takes 2.5 s for each on a quiet machine

/** How the source keeps its states, and where its streams are. */
const SOURCES: readonly Pick<ReadPlan, "states" | "namespace">[] = [
  { states: "STREAM", namespace: "" },
  { states: "GLOBAL", namespace: "pub" },
];

type TableName = "log" | "users" | "whole";

/** A destination, and how a reader counts in it; `query` throws where there is no such table yet. */
interface KilledDestination {
  readonly to: string;
  readonly query: (table: TableName, columns: string) => Promise<Record<string, unknown> | undefined>;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const LOCAL: ReadonlyMap<string, () => KilledDestination> = new Map([
  ["DuckDB", () => ({ to: "duckdb:all.duckdb", query: duckDb })],
  ["Parquet files", () => ({ to: "parquet:lake", query: parquet })],
  ...(EXTENSIONS_FOLDER === undefined
    ? []
    : ([
        ["a lake in a DuckDB file", () => ({ to: "ducklake:all.ducklake", query: lakeIn(fileLakeOf(folder)) })],
        [
          "a lake in a SQLite file",
          () => ({ to: "ducklake:sqlite:test.sqlite?data=data", query: lakeIn(sqliteLake(folder)) }),
        ],
      ] as const)),
]);

const fileLakeOf = (path: string): ReadLake => ({ address: join(path, "all.ducklake"), extensions: [] });

function lakeIn(lake: ReadLake): KilledDestination["query"] {
  return (table, columns) =>
    withLake(lake, async (database) => (await database.rows(`SELECT ${columns} FROM killed."${table}"`))[0]);
}

async function duckDb(table: TableName, columns: string) {
  const [row] = await query(join(folder, "all.duckdb"), `SELECT ${columns} FROM killed."${table}"`);
  return row;
}

async function parquet(table: TableName, columns: string) {
  const files = join(folder, "lake/killed", table === "log" ? "log/*.parquet" : `${table}.parquet`);
  const [row] = await query(":memory:", `SELECT ${columns} FROM read_parquet('${files}')`);
  return row;
}

/** What a reader sees: the newest event in each table, and which read `whole` is of. */
interface Seen {
  readonly log: number;
  readonly users: number;
  readonly whole: { readonly rows: number; readonly run: number };
}

/** Looks at the tables, of which each must be whole as far as it goes. */
async function look(place: KilledDestination): Promise<Seen> {
  const numbers = async (table: TableName, ...columns: readonly string[]) => {
    const named = columns.map((column, index) => `${column} AS c${index}`).join(", ");
    const row = await place.query(table, named).catch(() => undefined); // killed before there was a table
    return columns.map((_column, index) => Number(row?.[`c${index}`] ?? 0));
  };
  const [logRows, logIds, logLast = 0] = await numbers("log", "count(*)", "count(DISTINCT id)", "max(id)");
  expect({ rows: logRows, different: logIds }).toEqual({ rows: logLast, different: logLast });
  const ofUsers = ["count(*)", "count(DISTINCT id)", "min(version)", "max(version)"];
  const [rows, ids, first, last = 0] = await numbers("users", ...ofUsers);
  const many = Math.min(last, USERS);
  expect({ rows, ids, first }).toEqual({ rows: many, ids: many, first: last === 0 ? 0 : last - many + 1 });
  const [wholeRows = 0, wholeIds, runs, run = 0] = await numbers(
    "whole",
    "count(*)",
    "count(DISTINCT id)",
    "count(DISTINCT run)",
    "max(run)",
  );
  expect({ wholeIds, runs }).toEqual({ wholeIds: wholeRows, runs: wholeRows === 0 ? 0 : 1 });
  return { log: logLast, users: last, whole: { rows: wholeRows, run } };
}

async function survives(place: KilledDestination, source: Pick<ReadPlan, "states" | "namespace">): Promise<void> {
  const { file, set } = await killedSource(folder);
  const random = seeded(20_261_121);
  const sync = async (plan: Omit<ReadPlan, "states" | "namespace">) => {
    await set({ ...source, ...plan });
    const args = ["sync", file, "--to", place.to, "--schema", "killed", "--wait-lock", "20"];
    return sluice(folder, plan.killAfter === undefined ? args : [...args, "--batch", "300"], LAKE_ENVIRONMENT);
  };
  const syncAll = async (plan: Pick<ReadPlan, "run" | "events">) => {
    const { status, stdout } = await sync(plan);
    expect([status, stdout]).toEqual([0, expect.stringContaining("Everything arrived")]);
    return look(place);
  };
  let before: Seen = { log: 0, users: 0, whole: { rows: 0, run: 0 } };
  for (let run = 1; run <= KILLS; run++) {
    const killAfter = 200 + Math.floor(random() * (MAX_LINES - 200));
    const { signal } = await sync({ run, events: { upTo: EVENTS }, killAfter });
    expect(signal).toBe("SIGKILL");
    const now = await look(place);
    expect(now.log).toBeGreaterThanOrEqual(before.log);
    expect(now.users).toBeGreaterThanOrEqual(before.users);
    expect(now.whole).toEqual(before.whole);
    if (source.states === "GLOBAL") expect(now.log).toBe(now.users); // one state covers both
    before = now;
    if (run !== Math.ceil(KILLS / 2)) continue;
    before = await syncAll({ run, events: { more: 10 } });
    expect([before.log, before.whole]).toEqual([before.users, { rows: REPLACED, run }]);
  }
  expect(before.log).toBeGreaterThan(0);
  const all = { log: EVENTS, users: EVENTS, whole: { rows: REPLACED, run: KILLS + 1 } };
  expect(await syncAll({ run: KILLS + 1, events: { upTo: EVENTS } })).toEqual(all);
}

describe.each(SOURCES)("killed again and again, a sync of a source with $states states", (source) => {
  test.each([...LOCAL])("loads each record once into %s", (_name, place) => survives(place(), source), LONG_MS);
});

const suite = BINARIES === undefined ? describe.skip : describe;
suite(`Postgres${WITHOUT}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  test.each(SOURCES)(
    "killed again and again, a sync of a source with $states states loads each record once into it",
    async (source) => {
      const database = `killed_${source.states.toLowerCase()}`;
      await server.create(database);
      const count: KilledDestination["query"] = (table, columns) =>
        server.with(database, async (session) => (await session.rows(`SELECT ${columns} FROM killed."${table}"`))[0]);
      await survives({ to: server.url(database), query: count }, source);
    },
    LONG_MS,
  );
});
