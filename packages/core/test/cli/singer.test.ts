import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { withTapCommand } from "../../src/cli/tap.js";
import { type FakeAcme, startAcme } from "../runner/support/acme.js";
import { type Finished, runAcme, runWith, temporaryFile } from "../runner/support/process.js";
import { TapOutput } from "../runner/support/singer.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const tap = ({ stdout, stderr, status }: Finished) => new TapOutput(stdout, stderr, status);

describe("--format singer", () => {
  test("writes the records as Singer messages and the logs to stderr", async () => {
    const output = tap(await runWith(acme.config, ["read", "--format", "singer", "--streams=projects,notes"]));
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ projects: 5, notes: 3 });
    expect(output.lines.every(({ type }) => ["SCHEMA", "RECORD", "STATE"].includes(String(type)))).toBe(true);
    expect(output.stderr).toMatch(/^INFO {2}projects: started$/m);
  });

  test("writes each log line once with --log-format text", async () => {
    const args = ["read", "--format=singer", "--log-format=text", "--streams=notes"];
    expect((await runWith(acme.config, args)).stderr.match(/^INFO {2}notes: started$/gm)).toHaveLength(1);
  });

  test.each(["discover", "read"])("has two values in %s", async (command) => {
    const { status, stderr } = await runAcme([command, "--format=csv"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Invalid --format\. Allowed choices are airbyte, singer\.\n/);
  });

  test.each(["spec", "check", "streams"])("is not an option of %s", async (command) => {
    const { status, stderr } = await runAcme([command, "--format=singer"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Unknown option --format\./);
  });
});

describe("the command line of a tap", () => {
  test("runs --discover, then a read of an edited catalog, then a second read with the state of the first", async () => {
    const config = await temporaryFile("config.json", acme.config);
    const { catalog } = tap(await runAcme(["--config", config, "--discover"]));
    const chosen = catalog.streams.filter(({ stream }) => stream !== "tasks");
    const catalogFile = await temporaryFile("catalog.json", { streams: chosen } as JsonObject);
    const first = tap(await runAcme(["--config", config, "--catalog", catalogFile]));
    expect(first.status).toBe(0);
    expect(first.counts()).toEqual({ projects: 5, notes: 3 });
    const state = await temporaryFile("state.json", first.state);
    const second = tap(await runAcme(["--config", config, "--catalog", catalogFile, "--state", state]));
    expect(second.status).toBe(0);
    expect(second.counts()).toEqual(first.counts());
  });

  test.each<[string, string, string]>([
    ["--config c --discover", "discover", "--config c"],
    ["--discover --config=c", "discover", "--config=c"],
    ["--config c --state s --catalog=k --discover", "discover", "--config c"], // Meltano, from its second run on
    ["--config c --catalog k --state s", "read", "--config c --catalog k --state s"],
    ["--config=c", "read", "--config=c"],
    ["--config c --properties k --discover", "discover", "--config c"], // of taps of the first hour
    ["--properties k --config c", "read", "--properties k --config c"],
    ["--catalog k --config c --debug", "read", "--catalog k --config c --debug"],
  ])("adds the command to %s", (line, command, rest) => {
    expect(withTapCommand(line.split(" "))).toEqual([command, "--format=singer", ...rest.split(" ")]);
  });

  test.each(["read --config c", "--debug read", "--version", "--help", "spec"])("leaves %s unchanged", (line) => {
    expect(withTapCommand(line.split(" "))).toEqual(line.split(" "));
  });

  test("exits with 2 and writes nothing on stdout if it is invalid", async () => {
    const { status, stdout, stderr } = await runAcme(["--config", "c.json", "--catalogue", "k.json"]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.split("\n")[0]).toBe("Unknown option --catalogue. Did you mean --catalog?");
  });
});
