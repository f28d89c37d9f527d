/** The refresh token that works once, in whole runs: what is saved, when, and how often it is used. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { type FakeRequest, type FakeVendor, runProcess, runSource } from "@sluice/testkit";
import { startRolodex } from "../fake/index.js";
import { Rolodex } from "../src/index.js";

const BIN = fileURLToPath(new URL("../bin/source-rolodex.js", import.meta.url));
const EXPIRED = { token_expires_at: "2026-01-01T00:00:00Z" };

let rolodex: FakeVendor;
let file: string;

beforeEach(async () => {
  rolodex = await startRolodex();
  file = join(await mkdtemp(join(tmpdir(), "rolodex-")), "config.json");
});

afterEach(async () => {
  await rolodex.api.close();
  await rm(join(file, ".."), { recursive: true });
});

const save = (config: JsonObject) => writeFile(file, JSON.stringify(config));
const saved = async () => JSON.parse(await readFile(file, "utf8")) as JsonObject;
const isRefresh = ({ path }: FakeRequest) => path === "/oauth/token";
const refreshTokensSent = () => rolodex.api.requests.filter(isRefresh).map(({ form }) => form.get("refresh_token"));
const read = (...args: string[]) => runProcess(BIN, ["read", "--config", file, ...args]);

test("the next tokens are in the config file and in a CONTROL message before the first request with them", async () => {
  await save({ ...rolodex.config, ...EXPIRED });
  let savedAtFirstUse: JsonObject = {};
  rolodex.api.inject({
    at: (request) => !isRefresh(request),
    reply: async (_request, genuine) => {
      savedAtFirstUse = await saved();
      return genuine;
    },
  });
  const output = await read();
  expect(output.errors()).toEqual([]);
  expect(output.status).toBe(0);
  expect(refreshTokensSent()).toEqual([rolodex.config["refresh_token"]]); // one refresh for all streams

  const [, first] = rolodex.api.requests;
  expect(first?.headers["authorization"]).toBe(`Bearer ${savedAtFirstUse["access_token"]}`);
  expect(savedAtFirstUse["refresh_token"]).not.toBe(rolodex.config["refresh_token"]);
  expect(output.of("CONTROL")).toMatchObject([{ connectorConfig: { config: savedAtFirstUse } }]);
  const types = output.lines.map(({ type }) => type);
  expect(types.indexOf("CONTROL")).toBeLessThan(types.indexOf("RECORD"));
});

test("a second run works with the tokens that the first one saved, and with no others", async () => {
  await save({ ...rolodex.config, ...EXPIRED });
  expect((await read("--streams", "forecasts")).status).toBe(0);
  const { refresh_token, ...rest } = await saved();
  await save({ ...rest, ...EXPIRED, refresh_token: refresh_token ?? null });
  expect((await read("--streams", "forecasts")).status).toBe(0);
  expect(refreshTokensSent()).toEqual([rolodex.config["refresh_token"], refresh_token]);

  await save({ ...rolodex.config, ...EXPIRED });
  const [error] = (await read("--streams", "forecasts")).errors();
  expect(error).toMatchObject({ failure_type: "config_error", message: expect.stringContaining("refresh token") });
});

test("two streams whose token is refused at once use up one refresh token", async () => {
  const revoked = "revoked-Ef5uTs";
  let arrived = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  rolodex.api.inject({
    at: ({ headers }) => headers["authorization"] === `Bearer ${revoked}`,
    times: 2,
    reply: async (_request, genuine) => {
      if (++arrived === 2) release();
      await both;
      return genuine;
    },
  });
  const config = { ...rolodex.config, access_token: revoked };
  const output = await runSource(new Rolodex(), "read", { config, streams: ["contacts", "deals"] });
  expect(output.errors()).toEqual([]);
  expect(output.counts()).toEqual({ contacts: 210, deals: 110 });
  expect(arrived).toBe(2);
  expect(refreshTokensSent()).toEqual([rolodex.config["refresh_token"]]);
});
