/** Every file that a user names is opened in the same way, wherever it is named. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, shell, sluice } from "../cli/support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-echo.js", ECHO);
  await mkdir(join(folder, "home"));
  await mkdir(join(folder, "elsewhere"));
});
afterEach(() => rm(folder, { recursive: true }));

/** One record: the key of the config and the state that the source was given. */
const ECHO = `
  const fs = require("node:fs");
  const [verb, ...args] = process.argv.slice(2);
  const given = (name) => args.includes(name) ? JSON.parse(fs.readFileSync(args[args.indexOf(name) + 1], "utf8")) : undefined;
  const print = (message) => console.log(JSON.stringify(message));
  const json_schema = { properties: { key: { type: "string" }, state: { type: "integer" } } };
  if (verb === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: "given", json_schema, supported_sync_modes: ["full_refresh", "incremental"] }] } });
  else print({ type: "RECORD", record: { stream: "given", emitted_at: 1, data: { key: given("--config")?.key, state: given("--state")?.[0].stream.stream_state.at } } });`;

const BYTE_ORDER_MARK = "\ufeff";

const STATE = JSON.stringify([
  { type: "STREAM", stream: { stream_descriptor: { name: "given" }, stream_state: { at: 7 } } },
]);
const CONFIG = '{"key":"s3cr3t"}';
const PROJECT = JSON.stringify({ sources: [{ source: "./source-echo.js", name: "echo", config: { key: "s3cr3t" } }] });

/** What the source was given by the last sync. */
const given = async () => (await query(join(folder, "sluice.duckdb"), "SELECT key, state FROM echo.given")).at(-1);

const sync = (...args: string[]) => sluice(folder, ["sync", ...args], { HOME: join(folder, "home") });

describe.each([
  ["a relative path", () => ["elsewhere/file.json", "elsewhere/file.json"]],
  ["an absolute path", () => [join(folder, "elsewhere/file.json"), join(folder, "elsewhere/file.json")]],
  ["a path in the home folder", () => ["~/file.json", "home/file.json"]],
] as const)("%s", (_what, paths) => {
  const write = async (content: string) => {
    const [written = "", file = ""] = paths();
    await writeFile(file.startsWith("/") ? file : join(folder, file), BYTE_ORDER_MARK + content);
    return written;
  };

  test("opens the file of --config, whose byte order mark is skipped", async () => {
    expect(await sync("./source-echo.js", "--config", await write(CONFIG))).toMatchObject({ status: 0, stderr: "" });
    expect(await given()).toEqual({ key: "s3cr3t", state: null });
  });

  test("opens the file of --state, whose byte order mark is skipped", async () => {
    expect(await sync("./source-echo.js", "--state", await write(STATE))).toMatchObject({ status: 0, stderr: "" });
    expect(await given()).toEqual({ key: null, state: "7" });
  });

  test("opens the file of --project, whose byte order mark is skipped", async () => {
    expect(await sync("--project", await write(PROJECT))).toMatchObject({ status: 0, stderr: "" });
    expect(await given()).toEqual({ key: "s3cr3t", state: null });
  });

  test("opens the config file that a project names, whose byte order mark is skipped", async () => {
    const sources = [{ source: "./source-echo.js", config: await write(CONFIG) }];
    await writeFile(join(folder, "sluice.config.json"), BYTE_ORDER_MARK + JSON.stringify({ sources }));
    expect(await sync()).toMatchObject({ status: 0, stderr: "" });
    expect(await given()).toEqual({ key: "s3cr3t", state: null });
  });
});

test("skips the byte order mark of a .env file", async () => {
  await writeFile(join(folder, ".env"), `${BYTE_ORDER_MARK}KEY=of .env\n`);
  const sources = [{ source: "./source-echo.js", config: { key: "${KEY}" } }];
  await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
  expect(await sync()).toMatchObject({ status: 0, stderr: "" });
  expect(await given()).toEqual({ key: "of .env", state: null });
});

test("skips the byte order mark of a config on standard input", async () => {
  const ran = await shell(folder, `printf '\\357\\273\\277{"key":"s3cr3t"}' | sluice sync ./source-echo.js --config -`);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  expect(await given()).toEqual({ key: "s3cr3t", state: null });
});

describe.each([
  ["--config", "the config"],
  ["--state", "the state"],
  ["--project", "the project"],
])("a file of %s that cannot be used", (option, what) => {
  const refusalOf = async (path: string) => {
    const ran = await sync(...(option === "--project" ? [] : ["./source-echo.js"]), option, path);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).not.toContain("s3cr3t");
    return ran.stderr;
  };

  test("is refused when there is none, with its whole path", async () => {
    expect(await refusalOf("none.json")).toBe(
      `Cannot read ${what} none.json: there is no such file or folder. Check the path: ${join(folder, "none.json")}\n`,
    );
  });

  test("is refused when it is a folder", async () => {
    expect(await refusalOf("elsewhere")).toBe(`Cannot read ${what} elsewhere: it is a folder. Name a file.\n`);
  });

  test.each(["utf16le", "utf16be"])("is refused when it is encoded as %s", async (encoding) => {
    const bytes = Buffer.from(`${BYTE_ORDER_MARK}{"key":"s3cr3t"}`, "utf16le");
    await writeFile(join(folder, "f.json"), encoding === "utf16le" ? bytes : bytes.swap16());
    expect(await refusalOf("f.json")).toBe(`Cannot read ${what} f.json: it is encoded as UTF-16. Save it as UTF-8.\n`);
  });

  test("is refused when it is not UTF-8", async () => {
    await writeFile(join(folder, "f.json"), Buffer.from('{"key":"s3cr3t\xe9"}', "latin1"));
    expect(await refusalOf("f.json")).toBe(`Cannot read ${what} f.json: it is not UTF-8 text. Save it as UTF-8.\n`);
  });

  test("is refused with the line when it is not JSON, and is never quoted", async () => {
    await writeFile(join(folder, "f.json"), '{\n  "key": "s3cr3t",\n}');
    expect(await refusalOf("f.json")).toBe(
      `Cannot read ${what} f.json: it is not JSON (line 3). Correct its syntax.\n`,
    );
  });
});
