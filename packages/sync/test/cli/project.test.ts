/** Several sources in one call, and images as sources. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** One record, which says what the source was given. */
const REPORTING = `
  const fs = require("node:fs");
  const args = process.argv.slice(2);
  const print = (message) => console.log(JSON.stringify(message));
  const json_schema = { properties: { id: { type: "integer" }, name: { type: "string" } } };
  const at = args.indexOf("--config");
  const { key = process.env.REPORTING_KEY, fails } = at < 0 ? {} : JSON.parse(fs.readFileSync(args[at + 1], "utf8"));
  if (args[0] === "discover") print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema, supported_sync_modes: ["full_refresh"] }] } });
  else {
    print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 1, name: key } } });
    if (fails) process.exit(1);
  }`;

const names = (schema: string) =>
  query(join(folder, "all.duckdb"), `SELECT name FROM ${schema}.users`).then((rows) => rows.map(({ name }) => name));

describe("sluice sync without a source", () => {
  const index = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

  test("syncs all of sluice.config.ts in parallel, with the variables of the environment and .env", async () => {
    await program(folder, "source-reporting.js", REPORTING);
    await writeFile(join(folder, ".env"), "FIRST_KEY=of .env\n");
    await writeFile(
      join(folder, "sluice.config.ts"),
      `import { defineConfig, type SourceEntry } from ${JSON.stringify(index)};
       const reference = (name: string) => "$" + "{" + name + "}";
       const entry = (name: string): SourceEntry => ({ source: "./source-reporting.js", name, config: { key: reference(name.toUpperCase() + "_KEY") } });
       export default defineConfig({ to: "duckdb:" + reference("WHERE") + ".duckdb", sources: [entry("first"), { ...entry("second"), schema: "deux" }] });`,
    );
    const ran = await sluice(folder, ["sync"], { SECOND_KEY: "of process", WHERE: "all" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect([await names("first"), await names("deux")]).toEqual([["of .env"], ["of process"]]);
  });

  test("finds one of them by the name of its tables, for every spelling of its program", async () => {
    await program(folder, "source-reporting.js", REPORTING);
    const sources = [{ source: "./source-reporting.js", config: { key: "of the project" } }];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ to: "duckdb:all.duckdb", sources }));
    for (const spelt of ["reporting", "source-reporting", "./source-reporting.js"]) {
      const ran = await sluice(folder, ["sync", spelt]);
      expect([spelt, ran.status, ran.stderr]).toEqual([spelt, 0, ""]);
      expect(await names("reporting")).toEqual(["of the project"]);
    }
    sources.push({ source: "reporting", config: { key: "twice" } });
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
    expect((await sluice(folder, ["sync"])).stderr).toContain(
      'two sources are named "reporting". Give one another name',
    );
  });

  test("reads the others to their end if one fails, and exits with 1", async () => {
    await program(folder, "source-reporting.js", REPORTING);
    const source = "./source-reporting.js";
    const sources = [
      { source, name: "bad", config: { fails: true } },
      { source, name: "good", config: { key: "k" } },
    ];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ to: "duckdb:all.duckdb", sources }));
    const ran = await sluice(folder, ["sync", "--parallel", "1"]);
    expect(ran.status).toBe(1);
    expect(await names("good")).toEqual(["k"]);
    const one = await sluice(folder, ["sync", "good"]);
    expect([one.status, one.stderr]).toEqual([0, ""]);
  });

  test.each([
    ["no project", undefined, [], 2, /^Missing source\. .*sluice\.config\.ts/],
    ["one that is not JSON", "{", [], 2, /Cannot read the project sluice\.config\.json: it is not JSON/],
    ["one that refers to nothing", '{"sources":[{"source":"./s.js","config":{"key":"${NOT_SET}"}}]}', [], 1, /NOT_SET/],
    [
      "another file that is not there",
      "{}",
      ["--project", "other.json"],
      2,
      /Cannot read the project other\.json: there is no such file/,
    ],
  ])("with %s says what to do", async (_what, config, args, status, expected) => {
    await program(folder, "s.js", REPORTING);
    if (config !== undefined) await writeFile(join(folder, "sluice.config.json"), config);
    const ran = await sluice(folder, ["sync", ...args]);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
  });
});

describe("--dry-run", () => {
  test("prints what a sync would do, and changes nothing", async () => {
    await program(folder, "source-reporting.js", REPORTING);
    const ran = await sluice(folder, ["sync", "./source-reporting.js", "--to", "duckdb:all.duckdb", "--dry-run"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toMatch(/reporting\.users +2 +replace all rows +beginning\n/);
    await expect(names("reporting")).rejects.toThrow();
  });
});

test("opens more sources than Node expects exit listeners without a warning", async () => {
  await program(folder, "source-reporting.js", REPORTING);
  const sources = Array.from({ length: 12 }, (_none, index) => ({
    source: "./source-reporting.js",
    name: `s${index}`,
  }));
  await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
  expect(await sluice(folder, ["sync", "--dry-run"])).toMatchObject({ status: 0, stderr: "" });
});

describe("docker:IMAGE", () => {
  /** Replaces a container engine: checks how it is called, and runs the source as the image would. */
  const ENGINE = `
    const args = process.argv.slice(2);
    const image = args.indexOf("acme/source-reporting:1.2");
    const options = args.slice(0, image).join(" ");
    const folder = /--volume (\\S+):\\1:ro/.exec(options)?.[1];
    if (!/^run --rm /.test(options) || folder === undefined || !options.includes("--network host")) { console.error("called with " + options); process.exit(125); }
    if (!options.includes("--user " + process.getuid() + ":" + process.getgid()) || !options.includes("--env REPORTING_KEY")) process.exit(126);
    if (options.includes("s3cr3t")) process.exit(127);
    const { spawnSync } = require("node:child_process");
    process.exit(spawnSync(process.execPath, [${JSON.stringify("SOURCE")}, ...args.slice(image + 1)], { stdio: "inherit" }).status);`;

  test("runs it with the work folder, as this user, and passes granted variables by name", async () => {
    const source = await program(folder, "source.js", REPORTING);
    await mkdir(join(folder, "bin"));
    await program(folder, "bin/docker", ENGINE.replace("SOURCE", source));
    const ran = await sluice(
      folder,
      ["sync", "docker:acme/source-reporting:1.2", "--env", "REPORTING_KEY", "--to", "duckdb:all.duckdb"],
      {
        PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
        REPORTING_KEY: "s3cr3t",
        SLUICE_CONTAINER_ARGS: "--network host",
      },
    );
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(await names("reporting")).toEqual(["s3cr3t"]);
  });

  test("refuses an image name that the engine would parse as an option", async () => {
    const ran = await sluice(folder, ["sync", "docker:--privileged"]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/^Cannot run docker:--privileged: an image does not begin with a hyphen\./);
  });

  test("fails with a reason if there is no engine", async () => {
    const ran = await sluice(folder, ["sync", "podman:acme/x"], { PATH: join(folder, "none") });
    expect([ran.status, ran.stderr]).toEqual([
      1,
      "Cannot run podman:acme/x: podman is not on the PATH. Install it, or add it to the PATH.\n",
    ]);
  });
});
