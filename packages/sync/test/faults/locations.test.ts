/** Where rows go, and which files and programs a user means: anything that looks like another location is refused with a reason. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "@jest/globals";
import { query, sluice } from "../cli/support.js";
import { complete, state, writing } from "./messages.js";
import { keyed, replaced, STRING, unkeyed, writeSource } from "./source.js";
import { onEachDestination } from "./support.js";

const SOURCE = writing([keyed("users"), { id: 1, name: "a" }], [replaced("whole"), { id: 1, name: "a" }]);
const BYTE_ORDER_MARK = "\ufeff";

onEachDestination(["DuckDB"], (place) => {
  /** Syncs as a user does, from the folder of the test, which is the home folder too. */
  const syncTo = async (to: string, ...flags: string[]) => {
    await writeSource(place.folder, SOURCE);
    return sluice(place.folder, ["sync", "./source-acme.js", "--to", to, ...flags], { HOME: place.folder });
  };

  test.each([
    ["parquet:s3://bucket/x", "s3"],
    ["parquet:gs://bucket/x", "gs"],
    ["csv:az://container/x", "az"],
    ["jsonl:https://example.com/x", "https"],
    ["csv:file:///tmp/x", "file"],
    ["duckdb:s3://bucket/x.duckdb", "s3"],
    ["parquet:S3://bucket/x", "S3"],
    ["parquet:s3a://key:s3cr3t@bucket/x", "s3a"],
    ["duckdb::memory:", ":memory:"],
    ["duckdb::memory:named", ":memory:"],
  ])("%s is refused with a reason, and creates nothing", async (to, word) => {
    await writeSource(place.folder, SOURCE);
    const before = await readdir(place.folder);
    const ran = await syncTo(to);
    expect([1, 2]).toContain(ran.status);
    expect(ran.stderr).toContain(word);
    expect(ran.stderr).not.toContain("s3cr3t");
    expect(ran.stdout).not.toContain("Everything arrived");
    expect(await readdir(place.folder)).toEqual(before);
    const status = await sluice(place.folder, ["status", "--to", to]);
    expect([status.status === 0, status.stdout]).toEqual([false, ""]);
  });

  test.each(["jsonl", "csv", "parquet", "duckdb"])(
    "%s://NAME is refused and does not write to the root of the disk",
    async (scheme) => {
      const name = `sluice-test-${basename(place.folder)}`;
      try {
        const ran = await syncTo(`${scheme}://${name}`);
        expect([1, 2]).toContain(ran.status);
        expect(ran.stderr).toContain(`${scheme}:`);
        expect(await readdir("/")).not.toContain(name);
      } finally {
        await rm(`/${name}`, { recursive: true, force: true });
      }
    },
  );

  test("a location of the project is refused like one of the command line", async () => {
    await writeFile(
      join(place.folder, "sluice.config.json"),
      JSON.stringify({ to: "parquet:s3://bucket/x", sources: [{ source: "./source-acme.js" }] }),
    );
    await writeSource(place.folder, SOURCE);
    const ran = await sluice(place.folder, ["sync"]);
    expect([1, 2]).toContain(ran.status);
    expect(ran.stderr).toContain("s3");
    expect(await readdir(place.folder)).not.toContain("s3:");
  });

  test.each(["duckdb:~/data/x.duckdb", "parquet:~/lake", "csv:~/lake", "jsonl:~/lake"])(
    "%s is in the home folder",
    async (to) => {
      await mkdir(join(place.folder, "data"));
      const ran = await syncTo(to);
      expect([ran.status, ran.stderr]).toEqual([0, ""]);
      expect(await readdir(place.folder)).not.toContain("~");
      expect(await readdir(join(place.folder, to.includes("lake") ? "lake" : "data"))).not.toEqual([]);
      const status = await sluice(place.folder, ["status", "--to", to, "--json"], { HOME: place.folder });
      expect(status.stdout).toContain('"users"');
    },
  );

  test("a folder whose name has a colon, a tilde or two slashes within is a folder", async () => {
    for (const name of ["a:b", "~name", "a~/b", "c//d"]) {
      expect(await syncTo(`parquet:./${name}`)).toMatchObject({ status: 0, stderr: "" });
      expect(await readdir(join(place.folder, name))).toContain("acme");
    }
  });

  test.each(["acme", "users", "main", "information_schema", "my.data", "a b"])(
    "a DuckDB file named %s can be synced into again, and queried",
    async (name) => {
      const file = `${name}.duckdb`;
      for (const _sync of ["first", "second"])
        expect(await syncTo(`duckdb:${file}`)).toMatchObject({ status: 0, stderr: "" });
      for (const table of ["acme.users", "acme.whole"]) {
        const ran = await sluice(place.folder, [
          "query",
          `SELECT name FROM ${table}`,
          "--to",
          `duckdb:${file}`,
          "--csv",
        ]);
        expect([ran.status, ran.stdout.trim().split(/\r?\n/), ran.stderr]).toEqual([0, ["name", "a"], ""]);
      }
    },
  );

  test.each([
    ["source-shop.py", "shop"],
    ["shop.py", "shop"],
    ["shop.sh", "shop"],
    ["shop.ts", "shop"],
    ["source-shop.cjs", "shop"],
    ["source-shop", "shop"],
  ])("the source %s has the schema %s", async (program, schema) => {
    await writeSource(place.folder, SOURCE, program);
    const ran = await sluice(place.folder, ["sync", `./${program}`, "--to", "duckdb:x.duckdb"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const schemas = await query(
      join(place.folder, "x.duckdb"),
      "SELECT DISTINCT table_schema AS name FROM information_schema.tables WHERE table_name = 'users'",
    );
    expect(schemas).toEqual([{ name: schema }]);
  });

  test("every file that a user names may have an absolute path, a path from here, and a byte order mark", async () => {
    const message = JSON.parse(state("log", '{"n":1}')) as { state: object };
    const files: Readonly<Record<string, object>> = {
      "state.json": [message.state],
      "project.json": { sources: [{ source: "./source-acme.js" }] },
      "config.json": { domain: "acme" },
    };
    for (const [name, content] of Object.entries(files))
      await writeFile(join(place.folder, name), BYTE_ORDER_MARK + JSON.stringify(content));
    await writeSource(place.folder, { streams: [unkeyed("log")], read: [complete("log")] });
    for (const at of [place.folder, "."]) {
      const flags = ["--state", `${at}/state.json`, "--project", `${at}/project.json`, "--config", `${at}/config.json`];
      const ran = await sluice(place.folder, ["sync", "acme", "--to", place.to, ...flags]);
      expect([at, ran.status, ran.stderr]).toEqual([at, 0, ""]);
    }
    const given = (await readFile(join(place.folder, "given.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { state: string });
    for (const one of given) expect(one.state).toContain('{"n":1}');
    for (const flag of ["--state", "--project", "--config"]) {
      const ran = await sluice(place.folder, ["sync", "./source-acme.js", flag, join(place.folder, "nowhere.json")]);
      expect([ran.status === 0, ran.stderr]).toEqual([
        false,
        expect.stringContaining(join(place.folder, "nowhere.json")),
      ]);
      expect(ran.stderr).not.toContain(`${place.folder}${place.folder}`);
    }
  });

  test("a project and an .env file with a byte order mark are read", async () => {
    const sources = [{ source: "./source-acme.js", config: { domain: "${DOMAIN}" } }];
    await writeFile(join(place.folder, "sluice.config.json"), BYTE_ORDER_MARK + JSON.stringify({ sources }));
    await writeFile(join(place.folder, ".env"), `${BYTE_ORDER_MARK}DOMAIN=acme\n`);
    await writeSource(place.folder, SOURCE);
    const ran = await sluice(place.folder, ["sync", "--to", place.to]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
  });
});

onEachDestination(["Postgres"], (place) => {
  test.each(["disable", "allow", "prefer"])(
    "sslmode=%s loads into a server without TLS, or says which mode does",
    async (mode) => {
      const source = writing([keyed("users", { name: STRING }), { id: 1, name: "a" }]);
      const { status, stderr } = await place.sync(source, "--to", `${place.to}?sslmode=${mode}`);
      expect(stderr).not.toContain("Warning");
      expect(status === 0 || stderr.includes("sslmode=disable")).toBe(true);
      expect(await place.tables("acme")).toEqual(status === 0 ? ["users"] : []);
    },
  );

  test.each(["require", "verify-ca", "verify-full"])(
    "sslmode=%s is refused by a server without TLS, with a remedy and no warning of Node",
    async (mode) => {
      const { status, stderr } = await place.sync(SOURCE, "--to", `${place.to}?sslmode=${mode}`);
      expect(status).toBe(1);
      expect(stderr).toMatch(/TLS|SSL/i);
      expect(stderr).toContain("sslmode=");
      expect(stderr).not.toMatch(/Warning|DEP0|trace-warnings|s3cret/);
    },
  );
});
