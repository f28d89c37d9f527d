/** A program that reads records gets the settings that the API replaces, before they are used. */
import { setImmediate as turnOfEvents } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject, LogEntry, RecordsOptions } from "@sluice/core";
import { type FakeApi, FastClock } from "@sluice/testkit";
import { RotatingAcme, startRotatingAcme } from "../runner/support/rotating-acme.js";

let api: FakeApi;
let config: JsonObject;
beforeEach(async () => {
  ({ api, config } = await startRotatingAcme());
});
afterEach(() => api.close());

async function read(options: RecordsOptions, source = new RotatingAcme()) {
  const log: LogEntry[] = [];
  const all = { clock: new FastClock(), onLog: (entry: LogEntry) => void log.push(entry), ...options };
  let records = 0;
  for await (const _record of source.records("notes", config as never, all)) records++;
  return { records, log };
}

const notes = () => api.requests.filter(({ path }) => path === "/v1/notes").length;

test("waits until the program has saved them, each time with all that changed so far", async () => {
  const source = new RotatingAcme({ times: 2 });
  const saved: JsonObject[] = [];
  const onSettingsChanged = async (changes: JsonObject) => {
    await turnOfEvents();
    saved.push(changes);
    source.events.push("saved");
  };
  config = { ...config, more: {} };
  const { records, log } = await read({ onSettingsChanged }, source);
  expect(records).toBe(3);
  expect(log).toEqual([{ level: "WARN", text: 'Unknown setting "more" in the config.' }]);
  expect(saved).toEqual([
    { api_key: "key-1-of-acme", more: { token: "t1" } },
    { api_key: "key-2-of-acme", more: { token: "t2" } },
  ]);
  expect(source.events).toEqual(["saved", "used", "saved", "used"]);
});

test("fails with the program's error if it cannot save them, and sends no request with the new token", async () => {
  const onSettingsChanged = () => Promise.reject(new Error("the vault is closed"));
  await expect(read({ onSettingsChanged })).rejects.toThrow("the vault is closed");
  expect(notes()).toBe(0);
});

test("warns once that they are lost where the program does not save them", async () => {
  const { records, log } = await read({}, new RotatingAcme({ times: 2 }));
  expect(records).toBe(3);
  expect(log).toEqual([
    { level: "WARN", text: expect.stringMatching(/^api_key: the API has replaced it, .* Pass onSettingsChanged/) },
  ]);
});
