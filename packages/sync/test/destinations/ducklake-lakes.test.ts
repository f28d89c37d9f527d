import { randomUUID } from "node:crypto";
import { access, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { NO_LOCK } from "../../src/destinations/ducklake/connection-lock.js";
import { Lake } from "../../src/destinations/ducklake/lake.js";
import { LakeSession } from "../../src/destinations/ducklake/lake-session.js";
import { maintain } from "../../src/destinations/ducklake/maintenance.js";
import { lakeIn, openExisting, openStore } from "../../src/destinations/open.js";
import { describeLake, fileLake, LAKE_ENVIRONMENT, sqliteLake, withLake } from "./lake-support.js";
import { INTEGER, TEXT, type TestRecord, tableOf, withSync } from "./support.js";

const environment = LAKE_ENVIRONMENT;
/** More rows than DuckLake keeps in its catalog. */
const MANY = 25;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const location = () => `ducklake:${join(folder, "test.ducklake")}`;
const sqlite = () => `ducklake:sqlite:${join(folder, "test.sqlite")}?data=${join(folder, "data")}`;
const inLake = (sql: string) => withLake(fileLake(folder), (database) => database.rows(sql));

function lakeAt(text: string) {
  const lake = lakeIn(text);
  if (lake === undefined) throw new Error("it is not a lake");
  return lake;
}

function load(table: ReturnType<typeof tableOf>, ...records: readonly TestRecord[]) {
  return withSync({ open: () => openStore(location(), { environment }), folder }, async (sync) => {
    await sync.begin(table);
    const mismatches = await sync.load(table, '{"n":1}', ...records);
    await sync.finish(table);
    return mismatches;
  });
}

const many = (record: (id: number) => TestRecord) => Array.from({ length: MANY }, (_, id) => record(id));

describeLake("rows in the Parquet files of a lake", () => {
  test("keep all digits of integers beyond 64 bits; one that has more than 38 is kept as text", async () => {
    const before = tableOf("merge", { id: INTEGER, big: INTEGER });
    await load(before, ...many((id) => ({ id, big: id })));
    const table = {
      ...before,
      columns: before.columns.map((one) => (one.name === "big" ? { ...one, type: "big integer" as const } : one)),
    };
    const digits = "12345678901234567890123456789012345678";
    const tooMany = `${digits}9`;
    const found = await load(table, ...many((id) => `{"id":${100 + id},"big":${id === 0 ? tooMany : digits}}`));
    expect(found).toEqual([{ field: "big", values: 1, first: 0 }]);
    const rows = await inLake(
      `SELECT count(*) FILTER (big = ${digits}) AS exact, count(*) FILTER (big = id) AS before, any_value(_sluice_extra) AS extra FROM acme.users`,
    );
    expect(rows).toEqual([{ exact: String(MANY - 1), before: String(MANY), extra: `{"big":"${tooMany}"}` }]);
  });

  test.each([
    ["an integer", INTEGER, "text", 9_007_199_254_740_993n, "9007199254740993"],
    ["a number", { type: "number" }, "json", 0.5, "0.5"],
    ["a date", { type: "string", format: "date" }, "timestamp", '"2026-01-02"', "2026-01-01 19:00:00-05"],
  ] as const)("keep their values when %s gets a wider type", async (_what, schema, type, value, expected) => {
    const before = tableOf("merge", { id: INTEGER, wide: schema });
    await load(before, ...many((id) => `{"id":${id},"wide":${value}}`));
    const columns = before.columns.map((one) => (one.name === "wide" ? { ...one, type } : one));
    await load({ ...before, columns });
    await withLake(fileLake(folder), async (database) => {
      await database.run("SET TimeZone = 'America/New_York'"); // of a reader somewhere
      try {
        const sql = "SELECT DISTINCT CAST(wide AS VARCHAR) AS wide FROM acme.users";
        expect(await database.rows(sql)).toEqual([{ wide: expected }]);
      } finally {
        await database.run("SET TimeZone = 'UTC'");
      }
    });
  });

  test("are of snapshots that name the connection and the run", async () => {
    await load(tableOf("merge"), ...many((id) => ({ id })));
    const [run] = await inLake("SELECT run_id FROM _sluice.runs");
    const signed = await inLake(
      "SELECT DISTINCT author, commit_message FROM ducklake_snapshots('lake') WHERE author IS NOT NULL",
    );
    expect(signed).toEqual([{ author: "acme", commit_message: `sluice sync, run ${String(run?.["run_id"])}` }]);
  });
});

describeLake("a transaction of a lake", () => {
  const session = (lake: Lake, lock = NO_LOCK) => new LakeSession(lake, lock, { connection: "acme", run: () => "" });
  const counted = () =>
    withLake(sqliteLake(folder), (database) => database.rows("SELECT a FROM lake.main.t ORDER BY a"));

  test("that another program's commit conflicts with is repeated, and both take effect", async () => {
    const lake = await Lake.open(lakeAt(sqlite()), { environment });
    await lake.run("CREATE TABLE main.t AS SELECT i AS a FROM range(100) AS r(i)");
    let attempts = 0;
    const result = await session(lake).transaction(async () => {
      await lake.run("DELETE FROM main.t WHERE a < 50");
      if (++attempts === 1) {
        await withLake(sqliteLake(folder), (database) => database.run("DELETE FROM lake.main.t WHERE a >= 52"));
      }
      return "done";
    });
    lake.close();
    expect([result, attempts]).toEqual(["done", 2]);
    expect(await counted()).toEqual([{ a: "50" }, { a: "51" }]);
  });

  test("whose answer was lost after its commit is not repeated", async () => {
    const lake = await Lake.open(lakeAt(sqlite()), { environment });
    await lake.run("CREATE TABLE main.t(a BIGINT)");
    let attempts = 0;
    let turns = 0;
    const breaking = {
      ...NO_LOCK,
      turn: async <T>(work: () => Promise<T>) => {
        const result = await work();
        if (++turns === 1) throw new Error("server closed the connection unexpectedly");
        return result;
      },
    };
    const result = await session(lake, breaking).transaction(async () => {
      await lake.run(`INSERT INTO main.t VALUES (${++attempts})`);
      return attempts;
    });
    lake.close();
    expect([result, attempts, turns]).toEqual([1, 1, 2]);
    expect(await counted()).toEqual([{ a: "1" }]);
  });

  test("that fails for another reason is not repeated, and leaves the lake as it was", async () => {
    const lake = await Lake.open(lakeAt(sqlite()), { environment });
    await lake.run("CREATE TABLE main.t AS SELECT 1 AS a");
    let attempts = 0;
    const failing = session(lake).transaction(async () => {
      attempts++;
      await lake.run("DELETE FROM main.t; SELECT * FROM main.nothing");
    });
    await expect(failing).rejects.toThrow(/nothing does not exist/);
    expect(attempts).toBe(1);
    await session(lake).transaction(() => lake.run("INSERT INTO main.t VALUES (2)"));
    lake.close();
    expect(await counted()).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

describeLake("a lake that cannot be opened", () => {
  const opening = (text: string, given = environment) => openStore(text, { environment: given });

  test("because it is new and has no place for its files is an error", async () => {
    await expect(opening(`ducklake:sqlite:${join(folder, "new.sqlite")}`)).rejects.toThrow(
      /There is no lake in .*new\.sqlite yet.*Add \?data=DIR or \?data=s3:/,
    );
  });

  test("because its files are elsewhere is an error that says where", async () => {
    await (await opening(sqlite())).close();
    const other = `ducklake:sqlite:${join(folder, "test.sqlite")}?data=${join(folder, "other")}`;
    await expect(opening(other)).rejects.toThrow(
      new RegExp(
        `The lake in .*test\\.sqlite has its files in ${folder}/data/, not in ${folder}/other/\\. Leave \\?data= out`,
      ),
    );
  });

  test("because the file is another database is an error, and the file stays as it is", async () => {
    const file = join(folder, "plain.duckdb");
    const database = await Database.open(file);
    await database.run("CREATE TABLE mine(a INTEGER)");
    database.close();
    const before = await readFile(file);
    await expect(opening(`ducklake:${file}`)).rejects.toThrow(/plain\.duckdb is a database without a lake in it/);
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test("because an extension is missing is an error that names it", async () => {
    await expect(opening(location(), { SLUICE_DUCKDB_EXTENSIONS: folder })).rejects.toThrow(
      /The extension "ducklake" of DuckDB is missing: there is no file/,
    );
  });

  test("because its file is not a database is an error that says so", async () => {
    await writeFile(join(folder, "test.ducklake"), "no database ".repeat(2_000));
    await expect(opening(location())).rejects.toThrow(/test\.ducklake is not a DuckDB file/);
  });
});

describeLake("a lake in a SQLite file", () => {
  const open = () => openStore(sqlite(), { environment });

  test("admits one sync of each connection at a time", async () => {
    const [one, other] = [await open(), await open()];
    const first = await one.connect("acme");
    await expect(other.connect("acme")).rejects.toThrow(/Another sync of "acme" is running in this lake: process id/);
    await (await other.connect("other")).close();
    await first.close();
    await (await other.connect("acme")).close();
    await one.close();
    await other.close();
  });

  test("that was removed meanwhile is an error, not a success", async () => {
    const syncing = withSync({ open, folder }, async (sync) => {
      await sync.begin(tableOf("merge"));
      for (const end of ["", "-wal", "-shm"]) await rm(join(folder, `test.sqlite${end}`), { force: true });
      await sync.load(tableOf("merge"), "1", { id: 1 });
    });
    await expect(syncing).rejects.toThrow(/test\.sqlite was (removed|replaced) while it was open/);
  });

  test("that was removed meanwhile is the reason given for any statement that fails", async () => {
    const lake = await Lake.open(lakeAt(sqlite()), { environment });
    await rm(join(folder, "test.sqlite"));
    const reason = /test\.sqlite was (removed|replaced) while it was open/; // SQLite may make it again
    await expect(lake.run("INSERT INTO missing VALUES (1)")).rejects.toThrow(reason);
    await expect(lake.rows("SELECT * FROM missing")).rejects.toThrow(reason);
    lake.close();
  });

  test("is nothing for `status` before the first sync", async () => {
    expect(await openExisting(sqlite(), { environment })).toBeUndefined();
    await expect(access(join(folder, "test.sqlite"))).rejects.toThrow();
  });
});

describeLake("the maintenance of a lake", () => {
  const tidy = (keepDays: number) => maintain(lakeAt(location()), { keepDays, environment });

  test("flushes, merges, expires and deletes, and the rows stay", async () => {
    const table = tableOf("append", { id: INTEGER, name: TEXT }, []);
    for (const round of [0, 1, 2]) await load(table, ...many((id) => ({ id: round * MANY + id, name: "x" })));
    const first = await tidy(7);
    expect(first.flushedRows).toBeGreaterThan(0);
    expect(first.mergedFiles).toBeGreaterThanOrEqual(3);
    expect(first.newFiles).toBeLessThan(first.mergedFiles);
    expect([first.expiredSnapshots, first.deletedFiles]).toEqual([0, 0]);
    const expired = await tidy(0);
    expect(expired.expiredSnapshots).toBeGreaterThan(3);
    expect(expired.deletedFiles).toBe(0); // a query may still read them
    await pretendTwoDaysHavePassed();
    const last = await tidy(7);
    expect(last.deletedFiles).toBeGreaterThanOrEqual(3);
    expect(await inLake("SELECT count(DISTINCT id) AS ids, count(*) AS rows FROM acme.users")).toEqual([
      { ids: String(3 * MANY), rows: String(3 * MANY) },
    ]);
  });

  async function pretendTwoDaysHavePassed(): Promise<void> {
    const database = await Database.open(join(folder, "test.ducklake"));
    await database.run("UPDATE ducklake_files_scheduled_for_deletion SET schedule_start = now() - INTERVAL 2 DAY");
    database.close();
  }

  test("deletes what a sync that was killed left, but not what a running one may still need", async () => {
    await load(tableOf("merge"), ...many((id) => ({ id })));
    const files = ["old", "new"].map((name) =>
      join(folder, `test.ducklake.files/acme/users/ducklake-${randomUUID()}-${name}.parquet`),
    );
    const [used] = await inLake("SELECT data_file AS file FROM ducklake_list_files('lake', 'users', schema => 'acme')");
    for (const file of files) await writeFile(file, await readFile(String(used?.["file"])));
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(String(files[0]), twoDaysAgo, twoDaysAgo);
    expect((await tidy(7)).deletedFiles).toBe(1);
    await expect(access(String(files[0]))).rejects.toThrow();
    await access(String(files[1]));
  });

  test("of a lake that is not there is an error", async () => {
    await expect(tidy(7)).rejects.toThrow(/no lake at this destination yet/);
  });
});
