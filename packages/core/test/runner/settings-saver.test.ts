/** A setting that the API replaces in mid-read, such as a refresh token that can be used once, is saved before its new value is used. */
import { mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { setImmediate as turnOfEvents } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { type Command, run } from "@sluice/core/internal";
import { type FakeApi, FastClock, type Output, runSource } from "@sluice/testkit";
import { runAcme, runWith, temporaryFile } from "./support/process.js";
import { RotatingAcme, startRotatingAcme } from "./support/rotating-acme.js";

let api: FakeApi;
let config: JsonObject;
beforeEach(async () => {
  ({ api, config } = await startRotatingAcme());
});
afterEach(() => api.close());

const configs = (output: Output) =>
  output.of("CONTROL").map((control) => (control["connectorConfig"] as JsonObject)["config"] as JsonObject);
const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
const READ = ["read", "--streams=notes"];
const ROTATING = { environment: { ACME: "rotating" } };

/** A config file, and a run of the connector with it. */
async function withFile(mode: number, args: readonly string[] = READ) {
  const file = await temporaryFile("config.json", config, mode);
  return { file, folder: dirname(file), read: () => runAcme([...args, "--config", file], ROTATING) };
}

describe("a replaced setting", () => {
  test("is in a CONTROL message with the whole config as given, unmasked, before the first request with it", async () => {
    const given = { ...config, message: "key-0-of-acme, then key-1-of-acme", extra: [1.5, null] };
    const output = await runSource(new RotatingAcme(), "read", { config: given, streams: ["notes"] });
    expect(output.status).toBe(0);
    expect(configs(output)).toEqual([{ ...given, api_key: "key-1-of-acme" }]);
    expect(output.of("CONTROL")).toEqual([expect.objectContaining({ type: "CONNECTOR_CONFIG" })]);
    const types = output.lines.map(({ type }) => type).filter((type) => type === "CONTROL" || type === "RECORD");
    expect(types).toEqual(["CONTROL", "RECORD", "RECORD", "RECORD"]);
  });

  test("is masked in all other output", async () => {
    const reply = { status: 400, text: "no access for key-1-of-acme" };
    api.inject({ at: ({ path }) => path === "/v1/notes", reply });
    const output = await runSource(new RotatingAcme(), "read", { config, streams: ["notes"], debug: true });
    expect(output.errors("notes")).toEqual([
      expect.objectContaining({ internal_message: expect.stringContaining("for ****") }),
    ]);
    const others = output.lines.filter(({ type }) => type !== "CONTROL");
    expect(JSON.stringify(others)).not.toContain("key-1-of-acme");
  });

  test("is used only after the pipe has taken the message", async () => {
    const source = new RotatingAcme();
    const out = new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (!chunk.includes('"CONTROL"')) return done();
        source.events.push("message");
        void turnOfEvents().then(() => {
          source.events.push("taken");
          done();
        });
      },
    });
    const command: Command = {
      name: "read",
      log: { debug: false, format: "json" },
      config: async () => config,
      streams: ["notes"],
    };
    expect(await run(source, command, { out, clock: new FastClock(), stop: new AbortController() })).toBe(0);
    expect(source.events).toEqual(["message", "taken", "used"]);
  });

  test("comes with all earlier ones, nested ones in their objects", async () => {
    const nested = { ...config, more: { id: 1, token: "a" } };
    const output = await runSource(new RotatingAcme({ times: 2 }), "read", { config: nested, streams: ["notes"] });
    expect(configs(output)).toEqual([
      { ...nested, api_key: "key-1-of-acme", more: { id: 1, token: "t1" } },
      { ...nested, api_key: "key-2-of-acme", more: { id: 1, token: "t2" } },
    ]);
  });

  test("is saved by check too", async () => {
    const output = await runSource(new RotatingAcme(), "check", { config });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(configs(output)).toEqual([{ ...config, api_key: "key-1-of-acme" }]);
  });
});

describe("the config file", () => {
  test("gets the new value, and keeps its mode; so any number of runs succeed", async () => {
    const { file, folder, read } = await withFile(0o640);
    for (const key of ["key-1-of-acme", "key-2-of-acme"]) {
      const { output } = await read();
      expect([output.status, output.logs("WARN")]).toEqual([0, []]);
      expect(await json(file)).toEqual({ ...config, api_key: key });
    }
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["config.json"]);
  });

  test("is the one that a link leads to", async () => {
    const { file, folder } = await withFile(0o600);
    await mkdir(join(folder, "links"));
    await symlink(file, join(folder, "links/config.json"));
    await runAcme([...READ, "--config", join(folder, "links/config.json")], ROTATING);
    expect(await json(file)).toMatchObject({ api_key: "key-1-of-acme" });
    expect(await readdir(join(folder, "links"))).toEqual(["config.json"]);
  });

  test("gets it with Singer's protocol too, which has no such message", async () => {
    const { file, read } = await withFile(0o600, [...READ, "--format=singer"]);
    const { status, stdout } = await read();
    expect(status).toBe(0);
    expect(stdout).not.toContain("key-");
    expect(await json(file)).toMatchObject({ api_key: "key-1-of-acme" });
    const { stderr } = await runWith({ ...config, api_key: "key-1-of-acme" }, [...READ, "--format=singer"], ROTATING);
    expect(stderr).toContain("the new value is lost with this run. The config came from standard input.");
  });

  test("that is read-only is not replaced: one warning says what to do, and the read succeeds", async () => {
    const { file, read } = await withFile(0o444);
    const { output } = await read();
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([
      expect.stringMatching(
        /^api_key: the API has replaced it, .* only in the CONTROL message .*EACCES.*Let this user write/,
      ),
    ]);
    expect(configs(output)).toEqual([{ ...config, api_key: "key-1-of-acme" }]);
    expect(await json(file)).toEqual(config);
  });

  test.each([
    ["standard input", (settings: JsonObject) => runWith(settings, READ, ROTATING), /came from standard input\./],
    [
      "a variable",
      ({ api_key: _, ...settings }: JsonObject) =>
        runWith(settings, READ, { environment: { ACME: "rotating", ACME_API_KEY: "key-0-of-acme" } }),
      /The old one is in ACME_API_KEY, which a program cannot change\./,
    ],
  ])("is asked for where the setting came from %s", async (_origin, read, warning) => {
    const { output } = await read(config);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringMatching(warning)]);
    expect(configs(output)).toEqual([expect.objectContaining({ api_key: "key-1-of-acme", account: "initech" })]);
  });
});
