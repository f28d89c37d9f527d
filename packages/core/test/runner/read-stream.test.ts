/** States of a stream that can go on where it stopped, and what is shown of a wait that several streams share. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { configuredCatalog, FastClock, Output, runSource } from "@sluice/testkit";
import { rateLimitObserver } from "../../src/runner/rate-limit-observer.js";
import { RunReport } from "../../src/runner/report.js";
import { Writer } from "../../src/runner/writer.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { Failing } from "./support/outlets.js";

describe("a stream whose batches bring states", () => {
  let acme: FakeAcme;
  beforeEach(async () => {
    acme = await startAcme();
  });
  afterEach(() => acme.api.close());
  const read = (options: Parameters<typeof runSource>[2] = {}) =>
    runSource(new Acme(), "read", { config: acme.config, catalog: configuredCatalog(["projects"]), ...options });

  test("sends each after the records that it covers, with their number, and the last one is its own", async () => {
    const output = await read();
    expect(output.order("projects")).toBe("STARTED RUNNING RECORD STATE RECORD STATE RECORD STATE COMPLETE");
    const states = output.states("projects");
    expect(states.slice(0, 2)).toEqual([
      { data: { cursor: 2 }, recordCount: 2 },
      { data: { cursor: 4 }, recordCount: 2 },
    ]);
    expect(states.at(-1)?.data).toEqual({ __ab_full_refresh_sync_complete: true });
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(5);
  });

  test("goes on from such a state in a later attempt, and reads the rest alone", async () => {
    const output = await read({ state: { projects: { cursor: 4 } } });
    expect(output.records("projects")).toEqual(acme.account.projects.slice(4));
    expect(acme.api.requests.map(({ query }) => query.get("cursor"))).toEqual(["4"]);
    expect([output.logs("WARN"), output.states("projects").at(-1)?.data]).toEqual([
      [],
      { __ab_full_refresh_sync_complete: true },
    ]);
  });

  test("has none in front of its first failure but the sign that there is no cursor", async () => {
    acme.api.inject({ at: () => true, reply: { status: 403 } });
    expect((await read()).states("projects")).toEqual([
      { data: { __ab_no_cursor_state_message: true }, recordCount: 0 },
    ]);
  });

  test("keeps the state that it had when it fails", async () => {
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "4", reply: { status: 403 } });
    const output = await read();
    expect(output.order("projects")).toBe("STARTED RUNNING RECORD STATE RECORD STATE ERROR INCOMPLETE");
    expect(output.states("projects").map(({ data }) => data)).toEqual([{ cursor: 2 }, { cursor: 4 }]);
  });

  test("does not claim the page that --limit cut short", async () => {
    const output = await read({ limit: 3 });
    expect(output.states("projects")).toEqual([
      { data: { cursor: 2 }, recordCount: 2 },
      { data: { cursor: 2 }, recordCount: 1 },
    ]);
    expect(output.order("projects")).toMatch(/RECORD STATE COMPLETE$/);
  });
});

describe("a wait for the rate limit", () => {
  test("is shown once for each stream that is being read, however many requests wait", async () => {
    const out = new Failing("never", Number.POSITIVE_INFINITY);
    const stop = new AbortController();
    const writer = new Writer(stop, out);
    const texts: string[] = [];
    const note = (text: string) => void texts.push(text);
    const run = {
      source: new Acme(),
      command: { name: "read", log: { debug: false, format: "json" }, config: async () => ({}) },
      writer,
      logger: { debug: () => undefined, info: note, warn: note, error: note },
      clock: new FastClock(1000),
      signal: stop.signal,
    } as const;
    const observer = rateLimitObserver(run, new RunReport(), new Set(["a", "b"]));
    const until = (untilMs: number) => ({ delayMs: untilMs - 1000, untilMs, reason: "rate limit" as const });
    observer.waiting("a", until(9000));
    observer.waiting("b", until(9000));
    observer.waiting("c", until(5000));
    observer.waiting("b", until(9500));
    observer.waiting("a", { ...until(60_000), reason: "retry" });

    const output = new Output(out.chunks.join(""), 0);
    expect(output.statuses("a")).toEqual(["RUNNING RATE_LIMITED", "RUNNING RATE_LIMITED"]);
    expect(output.statuses("b")).toEqual(["RUNNING RATE_LIMITED", "RUNNING RATE_LIMITED"]);
    expect(output.lines).toHaveLength(4);
    expect(texts).toEqual(["rate limit: requests go on in 8.0 s", "rate limit: requests go on in 8.5 s"]);
  });
});
