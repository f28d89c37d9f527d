import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { hashOf } from "../../src/private-columns/hash.js";
import { program, query, sluice } from "../cli/support.js";

const SALT = "salt-of-these-tests";
const WITH_SALT = { SLUICE_HASH_SALT: SALT };

/** Writes `started` as soon as it runs, its environment and `.env` in a LOG message, and one record. */
const SOURCE = `
const fs = require("node:fs");
fs.writeFileSync("started", JSON.stringify(process.env));
const print = (message) => console.log(JSON.stringify(message));
const properties = { id: { type: "integer" }, email: { type: "string" }, phone: { type: "string" } };
const stream = { name: "users", json_schema: { properties }, supported_sync_modes: ["full_refresh"] };
if (process.argv[2] === "discover") print({ type: "CATALOG", catalog: { streams: [stream] } });
if (process.argv[2] !== "read") process.exit();
if (fs.existsSync(".env")) print({ type: "LOG", log: { level: "WARN", message: fs.readFileSync(".env", "utf8") } });
print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 1, email: "e@x", phone: "5", Email: "f@x" } } });
print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name: "users" }, status: "COMPLETE" } } });`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-crm.js", SOURCE);
});
afterEach(() => rm(folder, { recursive: true }));

const project = (more: object = {}) =>
  writeFile(
    join(folder, "sluice.config.json"),
    JSON.stringify({
      sources: [
        {
          source: "./source-crm.js",
          streams: { "*": { columns: { exclude: ["email"], hash: ["phone"] } } },
          ...more,
        },
      ],
    }),
  );
const started = () => readFile(join(folder, "started"), "utf8").catch(() => undefined);

describe("sluice sync", () => {
  test("leaves out and hashes the columns that the project names, and keeps the salt from the source and the log", async () => {
    await project();
    await writeFile(join(folder, ".env"), `SLUICE_HASH_SALT=${SALT}\n`);
    const ran = await sluice(folder, ["sync", "--log", "run.log"]);
    expect(ran.status).toBe(0);
    const rows = await query(
      join(folder, "sluice.duckdb"),
      "SELECT * EXCLUDE (_sluice_id, _sluice_synced_at, _sluice_deleted_at) FROM crm.users",
    );
    expect(rows).toEqual([{ id: "1", phone: hashOf(SALT, '"5"'), _sluice_extra: null }]);
    expect(JSON.parse((await started()) ?? "{}")).not.toHaveProperty("SLUICE_HASH_SALT");
    const log = await readFile(join(folder, "run.log"), "utf8");
    expect(log).toContain("SLUICE_HASH_SALT=***");
    expect(log + ran.stdout + ran.stderr).not.toContain(SALT);
    const status = await sluice(folder, ["status", "--states", "--json"]);
    expect(status.stdout).not.toContain(SALT);
  });

  test.each([
    ["missing", {}],
    ["empty", { SLUICE_HASH_SALT: "" }],
  ])("refuses to hash with a salt that is %s before the source starts", async (_how, environment) => {
    await project();
    const ran = await sluice(folder, ["sync"], environment);
    expect([ran.status, ran.stderr]).toEqual([
      1,
      expect.stringMatching(/^Cannot hash phone of \*: SLUICE_HASH_SALT is not set, or empty\. Set it in/),
    ]);
    expect(await started()).toBeUndefined();
  });

  test.each([
    ["--env", [], ["--env", "SLUICE_HASH_SALT"]],
    ["env of the project", ["SLUICE_HASH_SALT"], []],
  ])("grants no source the salt by %s", async (_how, env, flags) => {
    await project({ env });
    const ran = await sluice(folder, ["sync", "crm", ...flags], WITH_SALT);
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringMatching(/^No source may see SLUICE_HASH_SALT/)]);
    expect(await started()).toBeUndefined();
  });

  test("fills no config of a source with the salt", async () => {
    await project({ config: { key: "${SLUICE_HASH_SALT}" } });
    const ran = await sluice(folder, ["sync"], WITH_SALT);
    expect([ran.status, ran.stderr]).toEqual([
      1,
      expect.stringMatching(/^The config refers to SLUICE_HASH_SALT, which no source may see/),
    ]);
  });

  test("lists private columns with --dry-run, and no such columns where there are none", async () => {
    await project();
    const lines = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));
    const ran = await sluice(folder, ["sync", "--dry-run"], WITH_SALT);
    expect(lines(ran.stdout).slice(0, 2)).toEqual([
      ["table", "columns", "key", "mode", "from", "excluded", "hashed"],
      ["crm.users", "2", /* no key */ "replace all rows", "beginning", "email", "phone"],
    ]);
    await project({ streams: {} });
    expect((await sluice(folder, ["sync", "--dry-run"])).stdout).not.toMatch(/excluded|hashed/);
  });

  test("refuses a project whose private columns are misspelled", async () => {
    await project({ streams: { users: { columns: { excluded: ["email"] } } } });
    const ran = await sluice(folder, ["sync"]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/sources\.0\.streams\.users\.columns: Unrecognized key: "excluded"/);
  });
});

describe("sluice preview", () => {
  test("shows records without the private columns of the project and its flags", async () => {
    await project();
    const shown = await sluice(
      folder,
      ["preview", "crm", "users", "--json", "--exclude-columns", "users=id"],
      WITH_SALT,
    );
    expect([shown.status, JSON.parse(shown.stdout)]).toEqual([0, [{ phone: hashOf(SALT, '"5"') }]]);
    const table = await sluice(folder, ["preview", "crm", "users"], WITH_SALT);
    expect(table.stdout).not.toMatch(/@x/);
    expect(table.stdout).toContain("phone");
  });

  test("refuses to hash without a salt before the source starts", async () => {
    await project();
    const ran = await sluice(folder, ["preview", "crm", "users"]);
    expect([ran.status, ran.stderr]).toEqual([1, expect.stringMatching(/^Cannot hash phone/)]);
    expect(await started()).toBeUndefined();
  });
});
