import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { program, query, shell, sluice } from "./support.js";
import { hasTerminal, onTerminal } from "./terminal.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("sluice query", () => {
  const PEOPLE = `CREATE TABLE people AS SELECT * FROM (VALUES
    (1, '名前', '{"big": 12345678901234567890}'::JSON, TIMESTAMPTZ '2020-07-01 12:00:00+02', 9007199254740993),
    (2, NULL, NULL, NULL, 7)) AS t(id, name, extra, moment, big)`;

  test("shows a table, with wide letters in line, NULLs, and how many rows there are", async () => {
    await query(join(folder, "sluice.duckdb"), PEOPLE);
    const ran = await sluice(folder, ["query", "SELECT id, name, big FROM people ORDER BY id"], {
      TZ: "America/New_York",
    });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toBe(
      "id  name               big\n" + " 1  名前  9007199254740993\n" + " 2  NULL                 7\n" + "(2 rows)\n",
    );
  });

  test("as JSON keeps every digit, in JSON columns too, and all times in UTC", async () => {
    await query(join(folder, "sluice.duckdb"), PEOPLE);
    const sql = "SELECT *, 1.50::DECIMAL(9,2) AS d, [moment] AS l, 'NaN'::DOUBLE AS nan, id FROM people ORDER BY id";
    const ran = await sluice(folder, ["query", sql, "--json"], { TZ: "America/New_York" });
    expect(ran.stdout.split("\n")).toEqual([
      "[",
      '{"id":1,"name":"名前","extra":{"big": 12345678901234567890},"moment":"2020-07-01T10:00:00Z","big":"9007199254740993","d":1.5,"l":["2020-07-01T10:00:00Z"],"nan":"NaN","id:1":1},',
      '{"id":2,"name":null,"extra":null,"moment":null,"big":7,"d":1.5,"l":[null],"nan":"NaN","id:1":2}',
      "]",
      "",
    ]);
    expect((await sluice(folder, ["query", "FROM people WHERE false", "--json"])).stdout).toBe("[]\n");
  });

  test("as CSV distinguishes NULL from an empty text, and quotes as needed", async () => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    const sql = `SELECT NULL AS "a,b", '' AS e, 'say "x", y' AS t, 1 AS n`;
    expect((await sluice(folder, ["query", sql, "--csv"])).stdout).toBe('"a,b",e,t,n\r\n,"","say ""x"", y",1\r\n');
  });

  test("shows 1,000 rows of more and says so; JSON and CSV have all", async () => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    const sql = "SELECT range AS n FROM range(20000)";
    const { stdout } = await sluice(folder, ["query", sql]);
    expect(stdout.split("\n").slice(-3)).toEqual([
      "999",
      "(the first 1,000 rows; there are more: --json and --csv give all)",
      "",
    ]);
    expect(JSON.parse((await sluice(folder, ["query", sql, "--json"])).stdout)).toHaveLength(20_000);
    expect((await sluice(folder, ["query", sql, "--csv"])).stdout.trim().split("\r\n")).toHaveLength(20_001);
  });

  test("queries the project's file, or the one that is named", async () => {
    await query(join(folder, "mine.duckdb"), "CREATE TABLE t AS SELECT 'mine' AS whose");
    await query(join(folder, "other.duckdb"), "CREATE TABLE t AS SELECT 'other' AS whose");
    await writeFile(join(folder, "sluice.config.json"), '{"to":"duckdb:mine.duckdb","sources":[{"source":"x"}]}');
    expect((await sluice(folder, ["query", "FROM t"])).stdout).toMatch(/^whose\nmine\n/);
    for (const file of ["other.duckdb", join(folder, "other.duckdb")]) {
      expect((await sluice(folder, ["query", "FROM t", "--to", `duckdb:${file}`])).stdout).toMatch(/^whose\nother\n/);
    }
  });

  test.each(["sluice query", "sluice query -"])("reads the SQL from standard input: %s", async (command) => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    const ran = await shell(folder, `printf '\\357\\273\\277SELECT 7 AS a' | ${command} --csv`);
    expect(ran).toMatchObject({ status: 0, stdout: "a\r\n7\r\n" });
  });

  test.each([
    [["query", "SELEC 1"], 1, /^Parser Error: syntax error at or near "SELEC"\n$/],
    [["query", "SELECT * FROM nowhere"], 1, /^Catalog Error: Table with name nowhere does not exist! .*\n$/],
    [["query", "CREATE TABLE t (a INT)"], 1, /read-only mode!\n$/],
    [
      ["query", "SELECT 1", "--to", "duckdb:none.duckdb"],
      1,
      /^There is no file .*none\.duckdb\. Run `sluice sync SOURCE`, or name another file with --to\.$/m,
    ],
    [["query", "SELECT 1", "--to", "duckdb:warnings.txt"], 1, /warnings\.txt is not a DuckDB file/],
    [["query"], 2, /^Missing SQL\. Pass a query, or pipe one to standard input\.\n/],
    [["query", "SELECT", "1"], 2, /^Unexpected argument\. Put the SQL in quotes/],
    [["query", "SELECT 1", "--json", "--csv"], 2, /^--json and --csv exclude each other\. Pass one\./],
  ])("%j ends with %i and a clear line", async (args, status, expected) => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    await writeFile(join(folder, "warnings.txt"), "no database, but long enough to have a header of its own");
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
  });

  test("names the process that has the file open", async () => {
    const database = await Database.open(join(folder, "sluice.duckdb"));
    for (const args of [["query", "SELECT 1"], ["status"]]) {
      const ran = await sluice(folder, args);
      expect([ran.status, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(
        new RegExp(`sluice\\.duckdb is open in another process \\(.*process id ${process.pid}\\)`),
      );
    }
    database.close();
  });

  (hasTerminal ? test : test.skip)("on a terminal cuts long values to its width (needs python3)", async () => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    const { screen } = await onTerminal(
      folder,
      ["query", "SELECT 1 AS first, repeat('x', 60) AS wide, 2 AS last"],
      [],
      { columns: 50, environment: { NO_COLOR: "1" } },
    );
    expect(screen.split("\r\n")).toEqual([
      `first  wide${" ".repeat(35)}last`,
      `    1  ${"x".repeat(36)}…     2`,
      "(1 row)",
      "",
    ]);
  });
});

describe("sluice status", () => {
  const SOURCE = `
    const print = (message) => console.log(JSON.stringify(message));
    const stream = (name) => ({ name, json_schema: { properties: { id: { type: "integer" } } }, supported_sync_modes: ["full_refresh", "incremental"], source_defined_primary_key: [["id"]] });
    const setting = { type: "string" };
    if (process.argv[2] === "spec") print({ type: "SPEC", spec: { connectionSpecification: { properties: { domain: setting, api_key: setting } } } });
    else if (process.argv[2] === "discover") print({ type: "CATALOG", catalog: { streams: [stream("users"), stream("logs")] } });
    else {
      for (const id of [1, 2]) print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id } } });
      console.log('{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{"at": 12345678901234567890}}}}');
      print({ type: "RECORD", record: { stream: "logs", emitted_at: 1, data: { id: 1 } } });
      if (process.env.FAIL) { print({ type: "TRACE", trace: { type: "ERROR", error: { message: "The key is gone." } } });}
    }`;

  test("shows runs and tables, newest first", async () => {
    await program(folder, "source-s.js", SOURCE);
    await sluice(folder, ["sync", "./source-s.js"]);
    await sluice(folder, ["sync", "./source-s.js", "--env", "FAIL"], { FAIL: "1" });
    const ran = await sluice(folder, ["status"], { TZ: "Asia/Kolkata" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const [heading, failed, complete, blank, ...streams] = ran.stdout.split("\n");
    expect(heading).toMatch(/^run {7}source {2}started +took +status +read {2}loaded {2}error$/);
    expect(failed).toMatch(
      /^[0-9a-f]{8} {2}s {7}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30 +[\d.]+ s {2}failed +3 +\d {2}.*The key is gone\./,
    );
    expect(complete).toMatch(/^[0-9a-f]{8} {2}s .* complete +3 +3$/);
    expect(blank).toBe("");
    expect(streams.join("\n")).toMatch(
      /^table +loaded {2}state saved\ns\.logs +\d {2}no state\ns\.users +\d {2}\d{4}-.*\+05:30\n$/,
    );
  });

  test("prints the states, with every digit, with --state", async () => {
    await program(folder, "source-s.js", SOURCE);
    await sluice(folder, ["sync", "./source-s.js"]);
    const { stdout } = await sluice(folder, ["status", "--states"]);
    expect(stdout).toMatch(/\n\ns\.users\n\{.*"at": 12345678901234567890.*\}\n$/);
    const json = await sluice(folder, ["status", "--states", "--json"]);
    expect(json.stdout).toContain('"at": 12345678901234567890');
    const { runs, streams } = JSON.parse(json.stdout);
    expect(runs).toMatchObject([
      { connection: "s", status: "complete", startedAt: expect.stringMatching(/Z$/), error: null },
    ]);
    expect(streams).toMatchObject([
      { stream: "logs", hasState: false, loaded: 1, state: null },
      { stream: "users", schema: "s", table: "users", key: ["id"], hasState: true, loaded: 2 },
    ]);
    expect((await sluice(folder, ["status", "--json"])).stdout).not.toContain("1234567890");
  });

  test("warns of another account if its settings differ, and names them", async () => {
    await program(folder, "source-s.js", SOURCE);
    const notesOf = async (environment: Record<string, string>) => {
      const ran = await sluice(folder, ["sync", "./source-s.js"], environment);
      expect([ran.status, ran.stderr]).toEqual([0, ""]);
      return ran.stdout.split("\n").filter((line) => line.includes("settings"));
    };
    expect(await notesOf({ S_DOMAIN: "one" })).toEqual([]);
    const other = { S_DOMAIN: "two", S_API_KEY: "s3cr3t" };
    expect(await notesOf(other)).toEqual([expect.stringMatching(/not those of the last sync: domain\. .*--name/)]);
    expect(await notesOf(other)).toEqual([]);
    const [run] = await query(
      join(folder, "sluice.duckdb"),
      "SELECT settings FROM _sluice.runs ORDER BY started_at DESC",
    );
    expect(run).toEqual({ settings: expect.stringMatching(/^\{"domain":"[0-9a-f]{12}"\}$/) });
  });

  test("says that there is no data yet", async () => {
    const ran = await sluice(folder, ["status"]);
    expect(ran).toMatchObject({
      status: 0,
      stderr: "",
      stdout: "No data yet. Run `sluice sync SOURCE`.\n",
    });
    expect(JSON.parse((await sluice(folder, ["status", "--json"])).stdout)).toEqual({ runs: [], streams: [] });
  });

  test.each([
    [["status", "x"], 2, /^Unexpected argument: x\.\n\nUsage: sluice status \[options\]\n/],
    [["status", "--to", "mysql://u:s3cr3t@h"], 2, /not a kind of destination/],
  ])("%j ends with %i and prints no password", async (args, status, expected) => {
    const ran = await sluice(folder, args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
    expect(ran.stderr).not.toContain("s3cr3t");
  });
});
