/** `sluice report`, after real syncs into every kind of destination. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { INTEGER, keyed, replaced, type Source, STRING, writeSource } from "../faults/source.js";
import { ALL_AND_LAKE, onEachDestination, type TestDestination } from "../faults/support.js";
import { sluice } from "./support.js";

const USERS = { id: INTEGER, team_id: INTEGER, name: STRING };
const TEAMS = { id: INTEGER };

const record = (stream: string, data: object) =>
  JSON.stringify({ type: "RECORD", record: { stream, emitted_at: 1, data } });
const trace = (body: object) => JSON.stringify({ type: "TRACE", trace: { emitted_at: 1, ...body } });
const complete = (name: string) =>
  trace({ type: "STREAM_STATUS", stream_status: { stream_descriptor: { name }, status: "COMPLETE" } });
const state = JSON.stringify({
  type: "STATE",
  state: {
    type: "STREAM",
    stream: { stream_descriptor: { name: "users" }, stream_state: { updatedAt: "2026-02-03", token: "s3cr3t" } },
  },
});

/** So many users, with these further columns, and three teams. */
function source(users: number, more: object = {}): Source {
  const cursor = { default_cursor_field: ["updatedAt"] };
  const records = Array.from({ length: users }, (_none, id) => record("users", { id, team_id: 1, name: "x" }));
  const teams = [1, 2, 3].map((id) => record("teams", { id }));
  return {
    streams: [
      keyed("users", { ...USERS, ...more }, cursor),
      replaced("teams", TEAMS, { source_defined_primary_key: [["id"]] }),
    ],
    read: [...records, state, complete("users"), ...teams, complete("teams")],
  };
}

/** It fails before it has read anything. */
const refused: Source = {
  ...source(0),
  read: [
    trace({
      type: "ERROR",
      error: { message: "The <b>key</b> was refused. Make a new one.", failure_type: "config_error" },
    }),
  ],
  exit: 1,
};

/** The text of a section, each cell and each paragraph on its own. */
function textsIn(page: string, id: string): readonly string[] {
  const [, section = ""] = new RegExp(`<section id="${id}"[^>]*>(.*?)</section>`, "s").exec(page) ?? [];
  return section
    .split(/<\/?(?:t[hdr]|dd|dt|p|summary|div)\b[^>]*>/)
    .map((text) => text.replaceAll(/<[^>]*>/g, "").trim())
    .filter((text) => text !== "");
}

async function reportOf(place: TestDestination, ...flags: string[]): Promise<string> {
  const ran = await place.sluice("report", "--output", "out/report.html", ...flags);
  expect(ran).toMatchObject({ status: 0, stderr: "", stdout: "Wrote out/report.html. Open it in a browser.\n" });
  return readFile(join(place.folder, "out/report.html"), "utf8");
}

onEachDestination(ALL_AND_LAKE, (place) => {
  test("a report shows runs, rows over time, schema changes, failures, references and states", async () => {
    await place.sync(source(2));
    await place.sync(source(5, { email: STRING }));
    await place.sync(refused);
    const page = await reportOf(place);
    const [name, status, , , loaded, tables, rows] = textsIn(page, "overview").slice(-8);
    expect([name, status, loaded, tables, rows]).toEqual(["acme", "failed", "0", "2", "8"]);
    const failures = textsIn(page, "failures");
    expect(failures).toContain("The &lt;b&gt;key&lt;/b&gt; was refused.");
    expect(failures).toContainEqual(expect.stringMatching(/^Make a new one\./));
    const cells = textsIn(page, "tables").slice(6);
    const recent = expect.stringMatching(/^20\d\d-.* (just now|\d+ min ago)$/);
    expect(cells.slice(0, 5)).toEqual(["acme.teams", "3", expect.stringContaining("from 3 to 3"), "3", recent]);
    expect(cells.slice(5)).toEqual(["acme.users", "5", expect.stringContaining("from 2 to 5"), "5", recent]);
    expect(textsIn(page, "changes").slice(-3)).toEqual(["acme · users", "email", "added"]);
    expect(page).toContain("<title>acme.users → acme.teams (inferred)</title>");
    expect(textsIn(page, "streams").slice(7, -1)).toEqual([
      ...["acme · teams", "full refresh", "id", "–", "none", "–"],
      ...["acme · users", "incremental, merged by key", "id", "updatedAt", "up to 2026-02-03 (124 B)", "–"],
    ]);
    expect(page).not.toContain("s3cr3t");
  });
});

describe("the file of a report", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
    await writeSource(folder, source(2));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const sync = (...args: string[]) => sluice(folder, ["sync", "./source-acme.js", ...args]);
  const report = (...args: string[]) => sluice(folder, ["report", ...args]);

  test("is sluice-report.html, and replaces a report but nothing else", async () => {
    await sync();
    expect((await report()).stdout).toBe("Wrote sluice-report.html. Open it in a browser.\n");
    await sync();
    expect((await report()).status).toBe(0);
    expect(await readFile(join(folder, "sluice-report.html"), "utf8")).toContain("2 runs as a table");
    await writeFile(join(folder, "mine.html"), "<!doctype html>mine");
    const ran = await report("--output", "mine.html");
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/^Cannot write mine\.html: it was not written by `sluice report`\. Name another file\./);
    expect(await readFile(join(folder, "mine.html"), "utf8")).toBe("<!doctype html>mine");
    await mkdir(join(folder, "dir"));
    expect((await report("--output", "dir")).stderr).toMatch(
      /^Cannot write dir: it is a folder\. Name another file with --output\./,
    );
  });

  test("has the last runs that were asked for, and says that there are more", async () => {
    for (let nth = 0; nth < 3; nth++) await sync();
    await report("--runs", "2");
    const page = await readFile(join(folder, "sluice-report.html"), "utf8");
    expect(page).toContain("2 runs as a table");
    expect(page).toContain("Runs before the last 2 of a connection are left out.");
  });

  test("is made from a DuckDB file without a change to it, and from one that a sync has open not at all", async () => {
    await sync();
    const file = join(folder, "sluice.duckdb");
    const hash = async () =>
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
    const before = [await hash(), (await stat(file)).mtimeMs];
    expect((await report()).status).toBe(0);
    expect([await hash(), (await stat(file)).mtimeMs]).toEqual(before);
    const database = await Database.open(file);
    const [now, waiting] = [report(), report("--wait-lock", "100")];
    expect((await now).stderr).toMatch(/sluice\.duckdb is open in another process .*--wait-lock/);
    database.close();
    expect((await waiting).status).toBe(0);
  });

  test("marks tables that are older than --stale-after", async () => {
    await sync();
    await report("--stale-after", "none");
    expect(await readFile(join(folder, "sluice-report.html"), "utf8")).toContain("freshness is not checked");
    const ran = await report("--stale-after", "soon");
    expect([ran.status, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/^Invalid --stale-after\. Write minutes, hours/),
    ]);
  });

  test("is not written where nothing has been synced", async () => {
    const ran = await report();
    expect([ran.status, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toBe("No data yet. Run `sluice sync SOURCE`, or name a destination with --to.\n");
  });
});
