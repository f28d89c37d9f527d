import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { DateWindowCursor } from "../../src/cursors/date-window.js";
import { days } from "../../src/cursors/duration.js";
import { day } from "../../src/cursors/time-format.js";
import type { JsonObject } from "../../src/protocol/json.js";
import type { StreamContext } from "../../src/streams/context.js";
import type { ReadFrom } from "../../src/streams/stream.js";
import { ExportApi, partOf, Report } from "../support/exports.js";
import { contextOf, readAll } from "../support/streams.js";

const NOW = Date.parse("2026-02-01T00:00:00Z");

let vendor: ExportApi;
beforeEach(async () => {
  vendor = await ExportApi.start();
  vendor.parts = ["/files/a"];
});
afterEach(() => vendor.api.close());

/** A report of time windows of at most 12 days. */
class Windows extends Report {
  override readonly cursor = new DateWindowCursor({
    field: "updated",
    from: "from",
    to: "to",
    as: day,
    width: days(12),
    earliest: () => "2026-01-01",
  });
}

/** The same, for each of two shops. */
class Shops extends Windows {
  override readonly addParentFields = ["shop"];
  override slices() {
    return Promise.resolve([{ shop: "x" }, { shop: "y" }]);
  }
}

async function read(Stream: new (context: StreamContext<undefined>) => Report, from: ReadFrom, nowMs = NOW) {
  const { context } = contextOf(vendor.api, new FastClock(nowMs));
  return readAll(new Stream(context), from);
}

const windowsOf = () => vendor.jobs.map(({ from, to }) => `${from} ${to}`);

describe("an export in windows of time", () => {
  test.each(["incremental", "full_refresh"] as const)("creates a job for each window, in mode %s", async (mode) => {
    const { error } = await read(Windows, { mode });
    expect(error).toBeUndefined();
    expect(windowsOf()).toEqual([
      "2026-01-01 2026-01-09",
      "2026-01-08 2026-01-17",
      "2026-01-16 2026-01-24",
      "2026-01-23 2026-02-01",
    ]);
  });

  test.each(["incremental", "full_refresh"] as const)(
    "resumes at any state with the same windows, even after days, in mode %s",
    async (mode) => {
      let number = 0;
      vendor.api.get("/reports/:id", () => ({
        bytes: gzipSync(`id,updated\n${++number},2026-01-0${number}T00:00:00Z\n`),
      }));
      vendor.statusOf = (job) => ({ state: "done", parts: [`/reports/${job}`] });
      const whole = await read(Windows, { mode });
      const windows = windowsOf();
      expect(whole.states.length).toBeGreaterThan(6);
      for (const [index, state] of whole.states.slice(0, -2).entries()) {
        number = index;
        vendor.jobs.length = 0;
        const rest = await read(Windows, { mode, state }, NOW + days(3).ms);
        const { done, job } = state["export"] as JsonObject;
        expect(windowsOf()).toEqual(windows.slice(Number(done) + (job === undefined ? 0 : 1)));
        expect(rest.error).toBeUndefined();
        expect(rest.states.at(-1)).not.toHaveProperty("export");
      }
    },
  );

  test("ends with the state of the cursor alone", async () => {
    vendor.files.set("a", { bytes: gzipSync("id,updated\n1,2026-01-05T00:00:00Z\n") });
    const { states } = await read(Windows, { mode: "incremental" });
    expect(states.at(-1)).toEqual({ updated: "2026-01-05T00:00:00Z" });
    expect(states[0]).toMatchObject({ export: { base: null, done: 0, job: 1, parts: 0 } });
  });

  test("keeps the state that it was given where there are no new records", async () => {
    vendor.parts = [];
    const { states } = await read(Windows, { mode: "incremental", state: { updated: "2026-01-30" } });
    expect(states.at(-1)).toEqual({ updated: "2026-01-30" });
  });

  test("never falls behind the windows that an earlier attempt read", async () => {
    vendor.parts = [];
    const progress = { base: { updated: "2026-01-01" }, startedMs: NOW, done: 1 };
    const { states } = await read(Windows, { mode: "incremental", state: { updated: "2026-01-09", export: progress } });
    expect(states.at(-1)).toEqual({ updated: "2026-01-09" });
  });

  test("drops a job whose window the settings have changed", async () => {
    const job = { job: 99, window: '{"query":{"from":"2020-01-01","to":"2020-01-10"}}', parts: 0 };
    const state = { updated: "2026-01-30", export: { base: null, startedMs: NOW, done: 0, ...job } };
    const { error } = await read(Windows, { mode: "incremental", state });
    expect(error).toBeUndefined();
    expect(windowsOf()).toEqual(["2026-01-29 2026-02-01"]);
  });

  test.each([
    ["no object", 7],
    ["no time", { base: null, done: 0 }],
    ["a negative count", { base: null, startedMs: NOW, done: -1 }],
    ["a job without its window", { base: null, startedMs: NOW, done: 0, job: 1 }],
  ])("cannot resume from a state whose progress is damaged: %s", (_what, progress) => {
    const stream = new Windows(contextOf(vendor.api).context);
    expect(stream.canResume({ export: progress as JsonObject }, "incremental")).toBe(false);
  });

  test("is not taken for a state of the future because of the number of a job", () => {
    const { cursor } = new Windows(contextOf(vendor.api).context);
    const state = { updated: "2026-01-30", export: { base: null, startedMs: NOW, done: 0, job: "2099-01-01" } };
    expect(cursor.isAhead(state, NOW)).toBe(false);
  });
});

describe("an export of several slices", () => {
  test("creates a job for each slice and window, and adds the parent's fields", async () => {
    vendor.files.set("a", partOf("1"));
    const { values, states, error } = await read(Shops, { mode: "full_refresh" });
    expect(error).toBeUndefined();
    expect(vendor.jobs).toHaveLength(8);
    expect(values[0]).toEqual({ shop: "x", id: "1" });
    expect(states.at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  });

  test.each(["incremental", "full_refresh"] as const)(
    "resumes the job of the slice that was interrupted, in mode %s",
    async (mode) => {
      const whole = await read(Shops, { mode });
      const between = whole.states.filter((state) => JSON.stringify(state).includes('"job":5'));
      expect(between.length).toBeGreaterThan(0);
      vendor.jobs.length = 5;
      const { error } = await read(Shops, { mode, state: between[0] });
      expect(error).toBeUndefined();
      expect(vendor.jobs.filter(({ shop }) => shop === "y")).toHaveLength(4);
    },
  );
});
