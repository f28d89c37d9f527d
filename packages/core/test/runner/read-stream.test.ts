/** States of a resumable stream, and the messages of a wait that several streams share. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { configuredCatalog, FastClock, Output, runSource } from "@sluice/testkit";
import { Secrets } from "../../src/errors/secrets.js";
import { RunReport } from "../../src/runner/report.js";
import { RequestCounts } from "../../src/runner/request-counts.js";
import { runObserver } from "../../src/runner/run-observer.js";
import { Writer } from "../../src/runner/writer.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { FailingWritable } from "./support/writables.js";

describe("a stream whose batches have states", () => {
  let acme: FakeAcme;
  beforeEach(async () => {
    acme = await startAcme();
  });
  afterEach(() => acme.api.close());
  const read = (options: Parameters<typeof runSource>[2] = {}) =>
    runSource(new Acme(), "read", { config: acme.config, catalog: configuredCatalog(["projects"]), ...options });

  test("sends each state after the records that it covers, with their number, and its own last state", async () => {
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

  test("resumes from such a state and reads only the rest", async () => {
    const output = await read({ state: { projects: { cursor: 4 } } });
    expect(output.records("projects")).toEqual(acme.account.projects.slice(4));
    expect(acme.api.requests.map(({ query }) => query.get("cursor"))).toEqual(["4"]);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.states("projects").at(-1)?.data).toEqual({ __ab_full_refresh_sync_complete: true });
  });

  test("sends only the no-cursor state if the first page fails", async () => {
    acme.api.inject({ at: () => true, reply: { status: 403, json: { error: "refused" } } });
    expect((await read()).states("projects")).toEqual([
      { data: { __ab_no_cursor_state_message: true }, recordCount: 0 },
    ]);
  });

  test("keeps its last state after a failure", async () => {
    acme.api.inject({
      at: ({ query }) => query.get("cursor") === "4",
      reply: { status: 403, json: { error: "refused" } },
    });
    const output = await read();
    expect(output.order("projects")).toBe("STARTED RUNNING RECORD STATE RECORD STATE ERROR INCOMPLETE");
    expect(output.states("projects").map(({ data }) => data)).toEqual([{ cursor: 2 }, { cursor: 4 }]);
  });

  test("does not cover the page that --limit interrupts", async () => {
    const output = await read({ limit: 3 });
    expect(output.states("projects")).toEqual([
      { data: { cursor: 2 }, recordCount: 2 },
      { data: { cursor: 2 }, recordCount: 1 },
    ]);
    expect(output.order("projects")).toMatch(/RECORD STATE COMPLETE$/);
  });
});

describe("a wait for the rate limit", () => {
  test("is reported once for each active stream, however many requests wait", async () => {
    const out = new FailingWritable("never", Number.POSITIVE_INFINITY);
    const stop = new AbortController();
    const secrets = new Secrets();
    const writer = new Writer({ stop, secrets, out });
    const texts: string[] = [];
    const note = (text: string) => void texts.push(text);
    const run = {
      source: new Acme(),
      command: { name: "read", log: { debug: false, format: "json" }, config: async () => ({}) },
      writer,
      secrets,
      logger: { debug: () => undefined, info: note, warn: note, error: note },
      clock: new FastClock(1000),
      signal: stop.signal,
    } as const;
    const report = new RunReport();
    const counts = new RequestCounts(run, report, {});
    const observer = runObserver(run, report, { active: new Set(["a", "b"]), counts });
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
    expect(texts).toEqual(["rate limit: requests continue in 8.0 s", "rate limit: requests continue in 8.5 s"]);
  });
});
