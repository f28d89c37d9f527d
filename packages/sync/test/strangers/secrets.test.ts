/** Whatever a source says, the secrets of its config are not in what we print, log or store; and they are not on the disk for longer than needed. */
import { readdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { query, sluice } from "../cli/support.js";
import { type Stranger, Yard } from "./support.js";

const yard = new Yard();
beforeEach(() => yard.open());
afterEach(() => yard.close());

const PASSWORD = 'pa"ss/wörd+1';
const PEM = "-----BEGIN KEY-----\nfirstLineOfTheKey\nsecondLineOfTheKey\n-----END KEY-----";
const SPEC = {
  properties: { phrase: { type: "string", airbyte_secret: true } },
  oneOf: [{ properties: { deep: { type: "object", properties: { pem: { type: "string", airbyte_secret: true } } } } }],
};
const CONFIG = { phrase: PASSWORD, deep: { pem: PEM }, domain: "acme-domain" };

/** In the forms in which secrets turn up. */
const FORMS = `[c.phrase, encodeURIComponent(c.phrase), Buffer.from("user:" + c.phrase).toString("base64"), JSON.stringify(c.phrase)].join(" ")`;

/** Says its secrets in every way that there is. */
const TALKATIVE: Stranger = {
  spec: SPEC,
  check: `const c = config(); print({ type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: "bad: " + ${FORMS} } });`,
  read: `
    const c = config();
    const words = ${FORMS};
    console.error("stderr says " + words);
    for (const line of c.deep.pem.split("\\n")) console.error(line);
    print("Text: " + words);
    print({ type: "LOG", log: { level: "WARN", message: "warned of " + words } });
    record(1, "a secret in the data is data: " + c.phrase);
    record(1, "", "stream " + c.phrase);
    trace("ERROR", { error: { message: "failed with " + words, internal_message: "really " + c.deep.pem, stack_trace: words } });
    trace("ERROR", { error: { message: "users: " + words, stream_descriptor: { name: "users" } } });
    process.exit(1);`,
};

const SECRET = /pa\\?"ss|pa%22ss|w%C3%B6rd|OnBhInNzL3fDtnJk|dXNlcjpwYSJzcy93w7ZyZCsx|OfTheKey/;

describe("what a source says", () => {
  test("is masked on the terminal, in JSON, in the log of the run and in the store", async () => {
    await writeFile(yard.path("config.json"), JSON.stringify(CONFIG));
    const flags = ["--config", "config.json"];
    const ran = await yard.run(TALKATIVE, ["sync", "./source-rogue.js", ...flags, "--log", "run.log"]);
    expect(ran.status).toBe(1);
    const json = await sluice(yard.folder, ["sync", "./source-rogue.js", ...flags, "--json"]);
    const status = await sluice(yard.folder, ["status"]);
    const runs = JSON.stringify(await query(yard.path("sluice.duckdb"), "SELECT * FROM _sluice.runs"));
    const log = await yard.text("run.log");
    const all = [ran.stdout, ran.stderr, json.stdout, json.stderr, status.stdout, runs, log];
    expect(all.filter((text) => SECRET.test(text))).toEqual([]);
    for (const text of [ran.stdout + ran.stderr, json.stdout, runs]) expect(text).toContain("****");
    expect(ran.stdout).toContain("warned of ****");
    expect(log).toMatch(/stderr says \*{4}/);
    expect(log).toMatch(/Text: \*{4}/);
  });

  test.each([
    ["check", []],
    ["preview", ["users"]],
  ])("is masked by sluice %s", async (verb, more) => {
    await writeFile(yard.path("config.json"), JSON.stringify(CONFIG));
    const { stdout, stderr } = await yard.run(TALKATIVE, [
      verb,
      "./source-rogue.js",
      ...more,
      "--config",
      "config.json",
    ]);
    expect(stderr).toContain("****");
    expect(stdout.replaceAll("a secret in the data is data: pa", "") + stderr).not.toMatch(SECRET);
  });

  test("is masked where the secret comes from a variable, or is granted", async () => {
    const read = `console.error(process.env.ROGUE_PHRASE + " and " + process.env.GRANTED); process.exit(1);`;
    const environment = { ROGUE_PHRASE: "the phrase itself", GRANTED: "of another tool" };
    const ran = await yard.run({ spec: SPEC, read }, ["sync", "./source-rogue.js", "--env", "GRANTED"], environment);
    expect([ran.status, ran.stdout + ran.stderr]).toEqual([1, expect.stringContaining("**** and ****")]);
    expect(ran.stdout + ran.stderr).not.toMatch(/the phrase itself|of another tool/);
  });

  test("is masked by the names of settings where the spec marks none, and by all settings where there is no spec", async () => {
    await writeFile(yard.path("config.json"), JSON.stringify({ password: "by its name", pat: "by its length" }));
    const read = `const c = config(); console.error(c.password + ", " + c.pat); process.exit(1);`;
    const args = ["sync", "./source-rogue.js", "--config", "config.json"];
    const unmarked = await yard.run({ spec: { properties: { password: {}, pat: {} } }, read }, args);
    expect(unmarked.stdout + unmarked.stderr).toContain("****, by its length");
    const silent = await yard.run({ always: `if (verb === "spec") process.exit(2);`, read }, args);
    expect(silent.stdout + silent.stderr).toContain("****, ****");
  });

  test("is masked from a renewal of the config on", async () => {
    await writeFile(yard.path("config.json"), JSON.stringify({ phrase: "the old phrase" }));
    const control = {
      type: "CONNECTOR_CONFIG",
      emitted_at: 1,
      connectorConfig: { config: { phrase: "the new phrase" } },
    };
    const read = `
      print({ type: "CONTROL", control: ${JSON.stringify(control)} });
      print({ type: "LOG", log: { level: "WARN", message: "now the new phrase" } });
      console.error("not the old phrase");
      process.exit(1);`;
    const args = ["sync", "./source-rogue.js", "--config", "config.json", "--log", "run.log"];
    const ran = await yard.run({ spec: SPEC, read }, args);
    expect(ran.stdout).toContain("now ****");
    const all = ran.stdout + ran.stderr + (await yard.text("run.log"));
    expect(all).not.toMatch(/the (old|new) phrase/);
  });
});

describe("a config", () => {
  test("is not written to the disk for a connector on @sluice/core, which reads it from standard input", async () => {
    await writeFile(yard.path("config.json"), JSON.stringify(CONFIG));
    await writeFile(
      yard.path("package.json"),
      JSON.stringify({ bin: { "source-rogue": "source-rogue.js" }, dependencies: { "@sluice/core": "1" } }),
    );
    const read = `
      const folder = require("node:path").dirname(option("--catalog"));
      record(1, [configFile, config().phrase, ...fs.readdirSync(folder).filter((name) => name.startsWith("config"))].join());`;
    const ran = await yard.run({ spec: SPEC, read }, ["sync", "./source-rogue.js", "--config", "config.json"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(await query(yard.path("sluice.duckdb"), "SELECT text FROM rogue.users")).toEqual([
      { text: `-,${PASSWORD}` },
    ]);
  });

  test("is written for others where only this user can read it, and removed", async () => {
    await writeFile(yard.path("config.json"), JSON.stringify(CONFIG));
    const read = `
      const mode = (path) => (fs.statSync(path).mode & 0o777).toString(8);
      record(1, [mode(configFile), mode(require("node:path").dirname(configFile))].join());`;
    const ran = await yard.run({ spec: SPEC, read }, ["sync", "./source-rogue.js", "--config", "config.json"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(await query(yard.path("sluice.duckdb"), "SELECT text FROM rogue.users")).toEqual([{ text: "600,700" }]);
    expect(await yard.left()).toEqual([]);
    expect(await readdir(yard.folder)).toContain("config.json");
  });
});
