import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { EXTENSIONS_FOLDER } from "../destinations/duckdb-extensions.js";
import { describeLake, LAKE_ENVIRONMENT } from "../destinations/lake-support.js";
import { PASSWORD } from "../destinations/postgres-server.js";
import { describePostgres, usePostgres } from "../destinations/postgres-suite.js";
import { record, state } from "../faults/messages.js";
import { DATE, INTEGER, keyed, NUMBER, OBJECT, STRING, TIMESTAMP, unkeyed, writeSource } from "../faults/source.js";
import { query, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const FIELDS = {
  id: INTEGER,
  Name: STRING,
  name: STRING,
  at: TIMESTAMP,
  day: DATE,
  price: NUMBER,
  meta: OBJECT,
  "a/b~c": STRING,
};
const ROW = {
  ...{ id: 1, Name: "名前", name: 'a,\n"b"', at: "2026-01-31T10:00:00+01:00", day: "2026-01-31", price: 1.5 },
  ...{ meta: { list: [1, null] }, "a/b~c": "#", undeclared: true },
};
const ROW_READ = { ...ROW, at: "2026-01-31T09:00:00Z", undeclared: undefined };

async function load(to: string, environment: Record<string, string> = {}): Promise<void> {
  const read = [
    record("users", ROW),
    record("users", { id: 2, Name: "", day: "never", _ab_cdc_deleted_at: "2026-02-01" }),
    state("users", "{}"),
    record("log", { id: 1, name: "one" }),
    state("log", "{}"),
  ];
  await writeSource(folder, { streams: [keyed("users", FIELDS), unkeyed("log")], read });
  for (let times = 0; times < 2; times++) {
    const { status, stdout } = await sluice(folder, ["sync", "./source-acme.js", "--to", to], environment);
    expect([status, stdout]).toEqual([0, expect.stringContaining("Everything arrived")]);
  }
}

async function rows(to: string, sql: string, environment: Record<string, string> = {}): Promise<unknown> {
  const { status, stdout, stderr } = await sluice(folder, ["query", sql, "--to", to, "--json"], environment);
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe.each(["parquet", "csv", "jsonl"])("a folder of %s", (format) => {
  const to = `${format}:files's {x}`;

  test("is queried by the names of its tables, with the types of their columns", async () => {
    await load(to);
    const [first, second, ...others] = (await rows(to, "SELECT * FROM users ORDER BY id")) as Record<string, unknown>[];
    const { undeclared: _undeclared, name, ...declared } = ROW_READ;
    expect(first).toMatchObject(declared);
    expect(Object.entries(first ?? {}).find(([column]) => column.startsWith("name"))?.[1]).toBe(name);
    expect(first).toMatchObject({ _sluice_deleted_at: null });
    expect(second).toMatchObject({ id: 2, Name: "", day: null, price: null, meta: null });
    expect(second).toMatchObject({ _sluice_deleted_at: "2026-02-01T00:00:00Z" });
    expect(others).toEqual([]);
    expect(await rows(to, "SELECT count(*) AS n, count(DISTINCT _sluice_id) AS ids FROM acme.log")).toEqual([
      { n: 2, ids: 2 },
    ]);
  });

  test("is read only", async () => {
    await load(to);
    for (const sql of ["CREATE TABLE t (a INT)", "DELETE FROM acme.users", "CREATE VIEW v AS SELECT 1"]) {
      const ran = await sluice(folder, ["query", sql, "--to", to]);
      expect([ran.status, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(/read-only mode|Can only delete from base table/);
    }
  });

  test("has the rows of a commit whose files do not have their names yet", async () => {
    await load(to);
    const path = join(folder, "files's {x}");
    const manifest = join(path, "_sluice/manifest.json");
    const content = JSON.parse(await readFile(manifest, "utf8"));
    const [from, file] = ["acme/.hidden.sluice-tmp", `acme/users.${format}`];
    await rename(join(path, file), join(path, from));
    await writeFile(join(path, file), "what was there before");
    await writeFile(manifest, JSON.stringify({ ...content, redo: { moves: [{ from, to: file }], removals: [] } }));
    expect(await rows(to, "SELECT id FROM users ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  });
});

test("CSV files of earlier versions, which have no mark of deleted rows, are read too", async () => {
  await load("csv:files");
  const log = join(folder, "files/acme/log");
  const parts = await readdir(log);
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    const lines = await readFile(join(log, part), "utf8");
    await writeFile(join(log, part), lines.replaceAll(/,[^,\r\n]*(?=\r?\n)/g, ""));
  }
  expect(await rows("csv:files", "SELECT id, _sluice_deleted_at AS gone FROM acme.log")).toEqual([
    { id: 1, gone: null },
    { id: 1, gone: null },
  ]);
});

test.each([
  [["--to", "csv:files"], 1, /files has jsonl files\. Query it with --to jsonl:files\n$/],
  [["--to", "csv:none"], 1, /^Nothing has been loaded into .*none\. Run `sluice sync SOURCE`, or name another/],
  [["--to", "jsonl:files", "--db", "x"], 2, /^--db is now --to\.\n--db and --to exclude each other\. Pass one\./],
])("a query with %j ends with %i and a clear line", async (args, status, expected) => {
  await load("jsonl:files");
  const ran = await sluice(folder, ["query", "SELECT 1", ...args]);
  expect([ran.status, ran.stdout]).toEqual([status, ""]);
  expect(ran.stderr).toMatch(expected);
});

test("a part that was removed is an error, and not fewer rows", async () => {
  await load("jsonl:files");
  await rm(join(folder, "files/acme/log/part-000001.jsonl"));
  const ran = await sluice(folder, ["query", "SELECT 1", "--to", "jsonl:files"]);
  expect([ran.status, ran.stdout]).toEqual([1, ""]);
  expect(ran.stderr).toMatch(/^A file of the table .*acme\/log is gone\. Read its stream in full/);
});

test("a table's name is enough where one schema alone has it", async () => {
  await query(
    join(folder, "sluice.duckdb"),
    `CREATE SCHEMA "o""dd, x"; CREATE TABLE "o""dd, x".here AS SELECT 1 AS a; CREATE SCHEMA b; CREATE SCHEMA c;
    CREATE TABLE b.twice AS SELECT 2 AS a; CREATE TABLE c."TWICE" AS SELECT 3 AS a; CREATE TABLE main.here2 AS SELECT 4 AS a`,
  );
  const to = "duckdb:sluice.duckdb";
  expect(await rows(to, "SELECT here.a, here2.a AS b, c.twice.a AS c FROM here, here2, c.twice")).toEqual([
    { a: 1, b: 4, c: 3 },
  ]);
  const ran = await sluice(folder, ["query", "FROM twice"]);
  expect([ran.status, ran.stdout]).toEqual([1, ""]);
  expect(ran.stderr).toMatch(/^Catalog Error: Table with name twice does not exist!/);
});

const describeAttached = EXTENSIONS_FOLDER === undefined ? describe.skip : describePostgres;

describeAttached(`Postgres${EXTENSIONS_FOLDER === undefined ? " (SKIPPED: no extension from PyPI)" : ""}`, () => {
  const postgres = usePostgres();
  const extensions = { SLUICE_DUCKDB_EXTENSIONS: EXTENSIONS_FOLDER ?? "" };
  const ask = (sql: string, to = postgres.url()) => sluice(folder, ["query", sql, "--to", to], extensions);

  test("is queried by the names of its tables", async () => {
    await load(postgres.url());
    const sql = `SELECT id, "Name", "at", day, price, "a/b~c" FROM users WHERE id = 1`;
    const { id, Name, at, day, price } = ROW_READ;
    expect(await rows(postgres.url(), sql, extensions)).toEqual([{ id, Name, at, day, price, "a/b~c": "#" }]);
    expect(await rows(postgres.url(), "SELECT count(*) AS n FROM acme.log", extensions)).toEqual([{ n: 2 }]);
  });

  test("is read only", async () => {
    await postgres.run("CREATE TABLE public.t AS SELECT 1 AS a");
    const database = new URL(postgres.url()).pathname.slice(1);
    for (const sql of [
      "DELETE FROM t",
      "CREATE TABLE u (a INT)",
      `CALL postgres_execute('${database}', 'DROP TABLE public.t')`,
    ]) {
      const ran = await ask(sql);
      expect([ran.status, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(/read-only/);
    }
    expect(await postgres.rows("SELECT a FROM public.t")).toEqual([{ a: "1" }]);
  });

  test("keeps its password out of what a query can see, and out of errors", async () => {
    const sql = [
      "FROM duckdb_databases()",
      "FROM duckdb_secrets()",
      "FROM duckdb_settings()",
      "SELECT 'x'::INT",
      "FROM nowhere",
    ];
    const seen = await Promise.all(sql.map((one) => ask(one)));
    expect(seen.map(({ status }) => status)).toEqual([0, 0, 0, 1, 1]);
    for (const { stdout, stderr } of seen) {
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(stdout + stderr).not.toContain(secret);
    }
    expect(seen[0]?.stdout).toContain("application_name='sluice'");
  });

  test("that does not answer, or refuses the password, is an error with a remedy", async () => {
    const refused = await ask("SELECT 1", postgres.url(undefined, "wrong/s3cret"));
    expect(refused).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/rejects the password of the user/),
    });
    expect(refused.stderr).not.toContain("s3cret");
    const gone = await ask("SELECT 1", "postgres://u:s3cret@127.0.0.1:1/x");
    expect(gone).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^No Postgres server answers at 127\.0\.0\.1:1\./),
    });
  });

  test("says where to get the extension that is missing", async () => {
    const ran = await sluice(folder, ["query", "SELECT 1", "--to", postgres.url()], {
      SLUICE_DUCKDB_EXTENSIONS: folder,
    });
    expect([ran.status, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toMatch(/^The extension "postgres_scanner" of DuckDB is missing/);
  });
});

describeLake("a lake", () => {
  const to = (name: string) => `ducklake:sqlite:${join(folder, `${name}.sqlite`)}?data=${join(folder, name)}`;
  const ask = (sql: string, name: string) => sluice(folder, ["query", sql, "--to", to(name)], LAKE_ENVIRONMENT);

  test("is queried by the names of its tables", async () => {
    await load(to("warehouse"), LAKE_ENVIRONMENT);
    const sql =
      "SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM acme.log) AS log, current_database() AS name";
    expect(await rows(to("warehouse"), sql, LAKE_ENVIRONMENT)).toEqual([{ users: 2, log: 2, name: "lake" }]);
  });

  test("is read only", async () => {
    await load(to("warehouse"), LAKE_ENVIRONMENT);
    for (const sql of ["DELETE FROM users", "CREATE TABLE lake.acme.other (a INT)"]) {
      const ran = await ask(sql, "warehouse");
      expect([ran.status, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(/read-only/);
    }
  });

  test("that does not exist yet is an error that says what to do", async () => {
    const ran = await ask("SELECT 1", "nowhere");
    expect([ran.status, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toMatch(/^There is no lake yet\. Run `sluice sync SOURCE`/);
  });
});
