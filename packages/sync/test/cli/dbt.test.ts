import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { record, state } from "../faults/messages.js";
import { INTEGER, keyed, STRING, unkeyed, writeSource } from "../faults/source.js";
import { query, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const USERS = keyed("users", {
  id: INTEGER,
  name: { ...STRING, description: "The {{ full }} name.\nIn one line: s3cr3t-token" },
});
const READ = [
  record("users", { id: 1, name: "x" }),
  state("users", "{}"),
  record("log", { id: 1 }),
  state("log", "{}"),
];

/** Loads the source `acme` twice, so that the table without a key is in parts. */
async function load(to: string, discover = ""): Promise<void> {
  await writeSource(folder, { streams: [USERS, unkeyed("log")], read: READ, discover });
  for (let times = 0; times < 2; times++) {
    expect(await sluice(folder, ["sync", "./source-acme.js", "--to", to])).toMatchObject({ status: 0, stderr: "" });
  }
}

interface Table {
  readonly name: string;
  readonly config?: { readonly meta: { readonly external_location: string; readonly formatter: string } };
  readonly columns: readonly { readonly name: string; readonly description?: string }[];
}

async function tablesOf(args: readonly string[]): Promise<readonly Table[]> {
  const ran = await sluice(folder, ["dbt", ...args]);
  expect([ran.status, ran.stderr]).toEqual([0, ""]);
  const { sources } = parse(ran.stdout) as { readonly sources: readonly { readonly tables: readonly Table[] }[] };
  return sources.flatMap(({ tables }) => tables);
}

describe("sluice dbt", () => {
  test("writes a file once, and replaces its own files only", async () => {
    await load("duckdb:sluice.duckdb");
    const write = (...args: string[]) => sluice(folder, ["dbt", "--out", "models/raw/sources.yml", ...args]);
    expect(await write()).toMatchObject({ status: 0, stdout: "Wrote models/raw/sources.yml: 2 tables.\n" });
    expect(await write()).toMatchObject({
      status: 0,
      stdout: "Nothing has changed in models/raw/sources.yml: 2 tables.\n",
    });
    expect(await write("--warn-after", "1d")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Wrote/) });
    const file = join(folder, "models/raw/sources.yml");
    expect(await readFile(file, "utf8")).toContain("period: day");
    await writeFile(file, "version: 2\n");
    const refused = await write();
    expect([refused.status, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(/^Cannot write models\/raw\/sources\.yml: it was not written by `sluice dbt`\./);
    expect(await readFile(file, "utf8")).toBe("version: 2\n");
    expect(await write("--force")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Wrote/) });
  });

  test("describes the columns as the source of the project does, without its secrets", async () => {
    await load("duckdb:sluice.duckdb");
    const sources = [{ source: "./source-acme.js", config: { api_token: "s3cr3t-token" } }];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
    const described = (await tablesOf([])).find(({ name }) => name === "users")?.columns[1];
    expect(described?.description).toMatch(/^The \{\{ '\{' \}\}\{ full \}\} name\.\nIn one line: (?!s3cr3t)/);
    const plain = (await tablesOf(["--no-descriptions"])).find(({ name }) => name === "users")?.columns[1];
    expect(plain).not.toHaveProperty("description");
  });

  test("writes nothing if a source does not describe its streams", async () => {
    await load("duckdb:sluice.duckdb", "if (process.env.ACME_FAIL) process.exit(3);");
    const ran = await sluice(folder, ["dbt", "./source-acme.js", "--env", "ACME_FAIL", "--out", "sources.yml"], {
      ACME_FAIL: "1",
    });
    expect([ran.status, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toMatch(/^Cannot describe the tables of acme: .*exit status 3.* add --no-descriptions\.\n$/);
    await expect(readFile(join(folder, "sources.yml"))).rejects.toThrow("ENOENT");
  });

  test("has the tables of the sources that are named, also of one that is known by its connection alone", async () => {
    await load("duckdb:sluice.duckdb");
    expect(await sluice(folder, ["sync", "./source-acme.js", "--name", "other"])).toMatchObject({ status: 0 });
    const named = async (...args: string[]) =>
      parse((await sluice(folder, ["dbt", ...args])).stdout).sources.map((one: { name: string }) => one.name);
    expect(await named()).toEqual(["acme", "other"]);
    expect(await named("other")).toEqual(["other"]);
    expect(await named("./source-acme.js")).toEqual(["acme"]);
  });

  test.each([
    [
      ["--warn-after", "36"],
      2,
      /^Invalid --warn-after\. Write minutes, hours or days, e\.g\. 90m, 36h or 2d, or none\./,
    ],
    [["nobody"], 2, /^No tables of "nobody" are loaded\. Pass one of: acme\./],
    [["--config", "c.json"], 2, /^--config needs one source\. Pass SOURCE\./],
    [["--to", "csv:files", "--database", "x"], 2, /^--database is for databases; files have none\./],
    [["--to", "duckdb:none.duckdb"], 1, /^No data yet\. Run `sluice sync SOURCE`, or name a destination with --to\./],
    [["--out", "sluice.duckdb/x.yml"], 2, /^Cannot write sluice\.duckdb\/x\.yml: there is no such file or folder\./],
  ])("%j ends with %i and a clear line", async (args, status, expected) => {
    await load("duckdb:sluice.duckdb");
    const ran = await sluice(folder, ["dbt", ...args]);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
  });

  test.each(["parquet", "csv", "jsonl"])("has dbt-duckdb read the files of a folder of %s", async (format) => {
    const to = `${format}:it's [a] {{ b }} $c*`;
    await load(to);
    const tables = await tablesOf(["--to", to]);
    expect(tables.map(({ name, config }) => [name, config?.meta.formatter])).toEqual([
      ["log", "template"],
      ["users", "template"],
    ]);
    const counts = await Promise.all(
      tables.map(async ({ name, config }) => {
        const sql = rendered(config?.meta.external_location ?? "");
        return query(
          join(folder, `${name}.duckdb`),
          `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids FROM ${sql}`,
        );
      }),
    );
    expect(counts).toEqual([[{ n: 2, ids: 1 }], [{ n: 1, ids: 1 }]]);
  });
});

/** As dbt's Jinja and then Python's template do, as far as they are used. */
function rendered(template: string): string {
  return template
    .replaceAll(/\{\{ env_var\("SLUICE_FOLDER", ("(?:[^"\\]|\\.)*")\) \}\}/g, (_all, text: string) => JSON.parse(text))
    .replaceAll("{{ '{' }}", "{")
    .replaceAll("$$", "$");
}
