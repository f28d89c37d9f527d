/** Nothing that a source, a vendor or a database says can speak to the terminal. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, sluice } from "../cli/support.js";
import { ENTER, hasTerminal, onTerminal } from "../cli/terminal.js";

/** Clears the screen, colors it, sets the title of the window, and does it again with the one-letter introducer of UTF-8 terminals. */
const EVIL = "\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b1m\t\b";
const SHOWN = "\\u001b[2J\\u001b[31mred\\u001b]0;title\\u0007\\u009b1m\\t\\u0008";

/** Every word of it is evil. It fails a stream if the environment says so. */
const SOURCE = `
  const evil = ${JSON.stringify(EVIL)};
  const print = (message) => console.log(JSON.stringify(message));
  const stream = "s" + evil, descriptor = { name: stream };
  const json_schema = { properties: { ["column" + evil]: { type: "integer" } } };
  const verb = process.argv[2];
  if (verb === "spec") print({ type: "SPEC", spec: { connectionSpecification: { required: ["way" + evil], properties: { ["way" + evil]: {
    title: "Title" + evil, description: "Help" + evil, enum: ["one" + evil, "two" + evil] } } } } });
  if (verb === "check") print({ type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: "bad" + evil + "\\nnext" } });
  if (verb === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: stream, json_schema, supported_sync_modes: ["full_refresh"], source_defined_primary_key: [["column" + evil]] }] } });
  if (verb === "read") {
    print({ type: "RECORD", record: { stream, emitted_at: 1, data: { ["column" + evil]: "value" + evil } } });
    console.log("not a message " + evil);
    print({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error: { message: "error" + evil + "\\nnext line", ...(process.env.FAIL && { stream_descriptor: descriptor }) } } });
    print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: descriptor, status: process.env.FAIL ? "INCOMPLETE" : "COMPLETE" } } });
    console.error("last words " + evil);
    process.exitCode = 3;
  }`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-evil.js", SOURCE);
});
afterEach(() => rm(folder, { recursive: true }));

/** Whatever is not a line feed and speaks to a terminal. */
const CONTROL = /[^\P{Cc}\n]/u;

async function said(args: readonly string[], environment?: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await sluice(folder, args, environment);
  expect(stdout).not.toMatch(CONTROL);
  expect(stderr).not.toMatch(CONTROL);
  return stdout + stderr;
}

test("check shows the escapes of a message on one line", async () => {
  expect(await said(["check", "./source-evil.js"])).toBe(`evil: bad${SHOWN} next\n`);
});

test("discover and preview show the escapes of names, columns and values", async () => {
  expect(await said(["discover", "./source-evil.js"])).toContain(`s${SHOWN}  column${SHOWN}`);
  const previewed = await said(["preview", "./source-evil.js", `s${EVIL}x`]);
  expect(previewed).toContain(`It has: s${SHOWN}`);
});

test.each([{}, { FAIL: "1" }])(
  "sync and status show the escapes of errors, warnings, names and typeMismatches: %j",
  async (environment) => {
    const synced = await said(["sync", "./source-evil.js", "--env", "FAIL"], environment);
    expect(synced).toContain(`error${SHOWN}\nnext line`);
    expect(await said(["status"])).toContain(`error${SHOWN} next line`);
    expect(await said(["sync", "./source-evil.js", "--dry-run"])).toContain(`column${SHOWN}`);
  },
);

test("query shows the escapes of headings, values and errors", async () => {
  await query(join(folder, "sluice.duckdb"), "SELECT 1");
  expect(await said(["query", `SELECT 'a\u001b[2J' AS "b\u009b1m"`])).toBe("b\\u009b1m\na\\u001b[2J\n(1 row)\n");
  expect(await said(["query", 'SELECT "c\u001b[2J"'])).toContain('"c\\u001b[2J"');
});

test("messages show the escapes of the command line and of the project", async () => {
  expect(await said(["x\u001b[2J"])).toMatch(/^Unknown command\.\n/); // what is not a name is not repeated: it may be a secret
  expect(await said(["sync", "x\u001b[2J"])).toContain("x\\u001b[2J");
  await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources: [{ "x\u001b[2J": 1 }] }));
  expect(await said(["check"])).toContain("x\\u001b[2J");
});

test("JSON has the texts as they are, in JSON's own escapes", async () => {
  const { stdout } = await sluice(folder, ["check", "./source-evil.js", "--json"]);
  expect(stdout).not.toContain("\u001b");
  expect(JSON.parse(stdout)).toEqual({ source: "evil", ok: false, message: `bad${EVIL}\nnext` });
});

(hasTerminal ? describe : describe.skip)("on a terminal (needs python3)", () => {
  test("JSON and CSV are escaped too", async () => {
    await query(join(folder, "sluice.duckdb"), `SELECT 1`);
    const sql = `SELECT '\u009b1m' AS a, 'x\u001b[2J' AS b`;
    const json = await onTerminal(folder, ["query", sql, "--json"], []);
    expect(json.screen).toBe('[\r\n{"a":"\\u009b1m","b":"x\\u001b[2J"}\r\n]\r\n');
    const csv = await onTerminal(folder, ["query", sql, "--csv"], []);
    expect(csv.screen).toMatch(/^a,b\s+\\u009b1m,x\\u001b\[2J\s+$/);
  });

  test("init asks with titles, choices and help that are escaped", async () => {
    const { screen, status } = await onTerminal(folder, ["init", "./source-evil.js"], [["Title", ENTER]], {
      columns: 200,
    });
    expect(status).toBe(0);
    expect(screen).toContain("Help\\u001b[2J");
    for (const raw of ["\u001b[2J", "\u001b[31mred", "\u001b]0;title", "\u009b"]) expect(screen).not.toContain(raw);
  });
});
