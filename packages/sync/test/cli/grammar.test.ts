/** What all commands of `sluice` share: help, errors, old spellings and completion. */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { program, query, sluice } from "./support.js";

const COMMANDS = "sync check discover preview query status runs report reset dbt maintain init".split(" ");

const CATALOG = JSON.stringify({
  type: "CATALOG",
  catalog: { streams: [{ name: "logs", json_schema: {}, supported_sync_modes: ["full_refresh"] }] },
});
const RECORD = '{"type":"RECORD","record":{"stream":"logs","emitted_at":1,"data":{"id":1}}}';
const SOURCE = `process.argv[2] === "discover" ? console.log(${JSON.stringify(CATALOG)}) : [1, 2, 3].forEach(() => console.log('${RECORD}'));`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  await program(folder, "node_modules/.bin/source-small", SOURCE);
  await query(join(folder, "other.duckdb"), "CREATE TABLE t AS SELECT 7 AS n");
  await sluice(folder, ["sync", "small", "--to", "duckdb:small.duckdb"]);
});
afterAll(() => rm(folder, { recursive: true }));

describe("help", () => {
  test("of the program lists every command", async () => {
    const { status, stdout } = await sluice(folder, ["help"]);
    expect(status).toBe(0);
    expect([...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name)).toEqual([
      ...COMMANDS,
      "completion",
      "help",
    ]);
  });

  test.each(COMMANDS)("of %s has an example and the exit statuses, and fits 80 columns", async (command) => {
    const [{ status, stdout, stderr }, other] = await Promise.all([
      sluice(folder, [command, "--help"]),
      sluice(folder, ["help", command]),
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(other.stdout).toBe(stdout);
    expect(stdout).toMatch(new RegExp(`^Usage: sluice ${command} .*\\[options\\]\n`));
    expect(stdout).toMatch(new RegExp(`^Example: sluice ${command}`, "m"));
    expect(stdout).toMatch(/^Exit status: 0 .*; 1 .*; 2 invalid usage\./m);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});

describe("an invalid command line", () => {
  test.each([
    [["qurey"], "Unknown command: qurey. Did you mean query?"],
    [["sync", "--limt", "3"], "Unknown option --limt. Did you mean --limit?"],
    [["runs", "--limt=3"], "Unknown option --limt. Did you mean --limit?"],
    [["preview", "small"], "Missing STREAM."],
    [["sync", "--streams", "--json"], "--streams needs a value."],
    [["query", "SELECT 1", "--json", "--csv"], "--json and --csv exclude each other. Pass one."],
    [[], "Missing command."],
  ])("%j says what is meant, and exits with 2", async (args, expected) => {
    const { status, stdout, stderr } = await sluice(folder, args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n\n")[0]).toBe(expected);
    expect(stderr).toContain("\n\nUsage: sluice ");
  });

  const SECRET = "sk_live_4f9aQ";
  test.each(
    [
      [SECRET],
      ["sync", "small", SECRET],
      ["sync", "small", `--api-key=${SECRET}`],
      ["sync", "small", "--limit", SECRET],
      ["sync", "small", "--mode", SECRET],
      ["sync", "small", "--deletes", `logs=${SECRET}`],
      ["query", "SELECT", SECRET],
      ["status", "--run", SECRET],
      ["dbt", "--warn-after", SECRET],
      ["completion", SECRET],
    ].map((args) => [args.join(" "), args] as const),
  )("never repeats what may be a secret: %s", async (_line, args) => {
    const { status, stdout, stderr } = await sluice(folder, args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain("sk_live");
  });
});

describe("an old spelling", () => {
  const SMALL = ["--to", "duckdb:small.duckdb"];
  test.each([
    [
      "--db is now --to.",
      ["query", "FROM t", "--db", "other.duckdb"],
      ["query", "FROM t", "--to", "duckdb:other.duckdb"],
    ],
    ["--rows is now --limit.", ["preview", "small", "logs", "--rows=2"], ["preview", "small", "logs", "--limit=2"]],
    ["--state is now --states.", ["status", "--state", ...SMALL], ["status", "--states", ...SMALL]],
    ["--source is now SOURCE.", ["runs", "--source", "small", ...SMALL], ["runs", "small", ...SMALL]],
  ])("does the same as the new one, and says so once: %s", async (hint, old, now) => {
    const [before, after] = await Promise.all([sluice(folder, old), sluice(folder, now)]);
    expect(after).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(/./) });
    expect(before).toMatchObject({ status: 0, stderr: `${hint}\n`, stdout: after.stdout });
  });

  test("is neither in the help nor completed", async () => {
    expect((await sluice(folder, ["preview", "--help"])).stdout).not.toContain("--rows");
    expect((await sluice(folder, ["complete", "--", "preview", "--"])).stdout).not.toContain("--rows");
  });

  test("is checked as the new one is", async () => {
    const { status, stderr } = await sluice(folder, ["preview", "small", "logs", "--rows", "none"]);
    expect([status, stderr.split("\n")[1]]).toEqual([2, "Invalid --rows. Write a whole number of at least 1."]);
  });
});

describe("completion", () => {
  const after = async (...words: readonly string[]) =>
    (await sluice(folder, ["complete", "--", ...words])).stdout.split("\n").map((line) => line.split("\t", 1)[0]);

  test("has the sources of the project, and the installed ones", async () => {
    await writeFile(join(folder, "sluice.config.json"), '{"sources":[{"name":"second","source":"small"}]}');
    try {
      expect(await after("sync", "s")).toEqual(expect.arrayContaining(["second", "small"]));
    } finally {
      await rm(join(folder, "sluice.config.json"));
    }
  });

  test("has the files of a FILE, and the options of the command alone", async () => {
    expect(await after("sync", "small", "--config", "")).toEqual([":files", ""]);
    expect(await after("sync", "--allow")).toEqual(["--allow-empty", ""]);
    expect(await after("query", "--allow")).toEqual([""]);
  });

  test("works in bash", async () => {
    const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));
    await program(
      folder,
      "sluice",
      `require("node:child_process").spawnSync(process.execPath, ["${bin}", ...process.argv.slice(2)], { stdio: "inherit" });`,
    );
    const script = `source <(sluice completion bash); COMP_LINE="sluice prev"; COMP_POINT=11
      _sluice_completion sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    expect(execFileSync("bash", ["-c", script], { cwd: folder, env, encoding: "utf8" })).toBe("preview\n");
  });
});
