/** A source sees no more variables than it needs. */
import { mkdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, sluice } from "../cli/support.js";
import { type Stranger, Yard } from "./support.js";

const yard = new Yard();
beforeEach(() => yard.open());
afterEach(() => yard.close());

/** Writes down what it sees, in all of its runs. */
const CURIOUS: Stranger = {
  spec: { properties: { api_key: { type: "string", airbyte_secret: true }, domain: { type: "string" } } },
  always: `fs.appendFileSync(__dirname + "/seen.txt", verb + ": " + Object.keys(process.env).sort().join(",") + "\\n");`,
  check: `print({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });`,
  read: "record(1);",
};

/** Of other tools, and of the connector's own name without being a setting. */
const PLANTED = {
  AWS_SECRET_ACCESS_KEY: "planted",
  PGPASSWORD: "planted",
  GITHUB_TOKEN: "planted",
  DATABASE_URL: "planted",
  NODE_OPTIONS: "--no-warnings",
  ROGUE_SOMETHING: "planted",
  OTHER_API_KEY: "planted",
};
const NEEDED = { HOME: "/nowhere", TZ: "Asia/Kolkata", LANG: "C.UTF-8", HTTPS_PROXY: "", NODE_EXTRA_CA_CERTS: "" };

async function seen(): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = (await yard.text("seen.txt")).trim().split("\n");
  return new Map(lines.map((line) => [line.split(": ")[0] ?? "", (line.split(": ")[1] ?? "").split(",")]));
}

describe("a source", () => {
  test("sees what it needs to run and to reach a server, and nothing of other tools, .env included", async () => {
    await writeFile(yard.path(".env"), "STRIPE_KEY=planted\nROGUE_DOMAIN=acme\n");
    const ran = await yard.run(CURIOUS, ["sync", "./source-rogue.js"], {
      ...PLANTED,
      ...NEEDED,
      ROGUE_API_KEY: "s3cr3t",
    });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const all = await seen();
    expect([...all.keys()]).toEqual(["spec", "discover", "read"]);
    const variables = all.get("read") ?? [];
    for (const name of [...Object.keys(NEEDED), "PATH", "ROGUE_API_KEY", "ROGUE_DOMAIN"])
      expect(variables).toContain(name);
    for (const name of [...Object.keys(PLANTED), "STRIPE_KEY"]) expect(variables).not.toContain(name);
    expect(all.get("discover")).toEqual(variables);
    expect(all.get("spec")).not.toContain("ROGUE_API_KEY"); // it has not said yet that this is its setting
  });

  test.each(["check", "discover", "preview", "init"])("sees no more by sluice %s", async (verb) => {
    const more = verb === "preview" ? ["users"] : verb === "init" ? ["--yes"] : [];
    await yard.run(CURIOUS, [verb, "./source-rogue.js", ...more], PLANTED);
    for (const variables of (await seen()).values())
      for (const name of Object.keys(PLANTED)) expect(variables).not.toContain(name);
  });

  test.each([
    ["--env", ["--env", "GITHUB_TOKEN,PGPASSWORD"], {}],
    ["the project", [], { env: ["GITHUB_TOKEN", "PGPASSWORD"] }],
  ])("sees also what %s grants", async (_what, flags, entry) => {
    const sources = [{ source: "./source-rogue.js", ...entry }];
    await writeFile(yard.path("sluice.config.json"), JSON.stringify({ sources }));
    const ran = await yard.run(CURIOUS, ["sync", "rogue", ...flags], PLANTED);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const variables = (await seen()).get("read") ?? [];
    expect(variables.filter((name) => name in PLANTED).sort()).toEqual(["GITHUB_TOKEN", "PGPASSWORD"]);
  });
});

describe("an image", () => {
  /** Replaces a container engine: says what it was called with, and runs the source as the image would. */
  const ENGINE = `
    const args = process.argv.slice(2);
    const at = args.indexOf("evil/rogue");
    require("node:fs").appendFileSync(__dirname + "/../called.txt", JSON.stringify({ args: args.slice(0, at), keys: Object.keys(process.env) }) + "\\n");
    const { spawnSync } = require("node:child_process");
    const env = Object.fromEntries(args.slice(0, at).flatMap((arg, index) => arg === "--env" ? [[args[index + 1], process.env[args[index + 1]]]] : []));
    process.exit(spawnSync(process.execPath, [__dirname + "/../source-rogue.js", ...args.slice(at + 1)], { stdio: "inherit", env: { ...env, PATH: process.env.PATH } }).status);`;

  async function withEngine(args: readonly string[]) {
    await mkdir(yard.path("bin"));
    await program(yard.folder, "bin/docker", ENGINE);
    await yard.write(CURIOUS);
    const variables = { ...PLANTED, ROGUE_API_KEY: "s3cr3t", DOCKER_HOST: "unix:///nowhere" };
    const ran = await sluice(yard.folder, ["sync", "docker:evil/rogue", ...args], {
      ...variables,
      PATH: `${yard.path("bin")}:${process.env["PATH"]}`,
    });
    const calls = (await yard.text("called.txt")).trim().split("\n");
    return { ran, calls: calls.map((call) => JSON.parse(call) as { args: string[]; keys: string[] }) };
  }

  test("is given nothing because of its name, and the user sees how to grant it", async () => {
    const { ran, calls } = await withEngine([]);
    expect(ran.status).toBe(0);
    expect(ran.stderr).toBe(
      "rogue: an image sees no variables unless you grant them. To pass these, add --env ROGUE_API_KEY,ROGUE_SOMETHING\n",
    );
    expect(calls.length).toBeGreaterThan(1);
    for (const { args, keys } of calls) {
      expect(args.filter((_arg, index) => args[index - 1] === "--env")).toEqual(["SLUICE_PROGRESS"]);
      expect(keys).toContain("DOCKER_HOST"); // the engine is the user's own tool
      expect(keys.filter((key) => key in PLANTED)).toEqual([]);
    }
  });

  test("is given what is granted, by name", async () => {
    const { ran, calls } = await withEngine(["--env", "ROGUE_API_KEY"]);
    expect(ran.status).toBe(0);
    for (const { args } of calls) {
      expect(args.filter((_arg, index) => args[index - 1] === "--env")).toEqual(["ROGUE_API_KEY", "SLUICE_PROGRESS"]);
      expect(args.join(" ")).not.toContain("s3cr3t");
    }
  });
});
