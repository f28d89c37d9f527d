/** The counts of requests that are reported during a read if the reader of stdout wants them. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { FastClock, Output, runSource } from "@sluice/testkit";
import { Secrets } from "../../src/errors/secrets.js";
import { RunReport } from "../../src/runner/report.js";
import { RequestCounts } from "../../src/runner/request-counts.js";
import { Writer } from "../../src/runner/writer.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { FailingWritable } from "./support/writables.js";

/** The counts that were reported, in order. */
function reportedCounts(output: Output): JsonObject[] {
  return output.of("TRACE").flatMap(({ type, analytics }) => {
    if (type !== "ANALYTICS") return [];
    const { type: about, value } = analytics as { type: string; value: string };
    expect(about).toBe("sluice-requests");
    return [JSON.parse(value) as JsonObject];
  });
}

describe("RequestCounts", () => {
  const open = (environment: Record<string, string>) => {
    const out = new FailingWritable("never", Number.POSITIVE_INFINITY);
    const [report, clock] = [new RunReport(), new FastClock(1000)];
    const writer = new Writer({ stop: new AbortController(), secrets: new Secrets(), out });
    const counts = new RequestCounts({ writer, clock }, report, environment);
    const observer = {
      requestSent: (stream: string) => {
        report.of(stream).requests++;
        counts.changed();
      },
      waiting: () => counts.changed(),
    };
    const newCounts = () => reportedCounts(new Output(out.chunks.splice(0).join(""), 0));
    return { counts, observer, clock, newCounts, report };
  };

  test("reports new counts at once, then at most once a second, when a request is sent or waits", async () => {
    const { observer, clock, newCounts } = open({ SLUICE_PROGRESS: "1" });
    observer.requestSent("users");
    expect(newCounts()).toEqual([{ stream: "users", requests: 1 }]);
    observer.requestSent("users");
    observer.requestSent('no"tes');
    await clock.sleep(999);
    observer.requestSent("users");
    expect(newCounts()).toEqual([]);
    await clock.sleep(1);
    observer.waiting();
    expect(newCounts()).toEqual([
      { stream: "users", requests: 3 },
      { stream: 'no"tes', requests: 1 },
    ]);
    await clock.sleep(1000);
    observer.requestSent("users");
    expect(newCounts()).toEqual([{ stream: "users", requests: 4 }]);
  });

  test("reports the last counts at the end", async () => {
    const { counts, observer, newCounts } = open({ SLUICE_PROGRESS: "1" });
    observer.requestSent("users");
    observer.requestSent("users");
    newCounts();
    await counts.end();
    expect(newCounts()).toEqual([{ stream: "users", requests: 2 }]);
    await counts.end();
    expect(newCounts()).toEqual([]);
  });

  test.each([[{}], [{ SLUICE_PROGRESS: "" }]])("reports nothing with %j, but still counts", async (environment) => {
    const { counts, observer, newCounts, report } = open(environment as Record<string, string>);
    observer.requestSent("users");
    await counts.end();
    expect(newCounts()).toEqual([]);
    expect(report.of("users").requests).toBe(1);
  });
});

describe("a read", () => {
  let acme: FakeAcme;
  beforeEach(async () => {
    acme = await startAcme();
  });
  afterEach(async () => {
    delete process.env["SLUICE_PROGRESS"];
    await acme.api.close();
  });
  const read = () => runSource(new Acme(), "read", { config: acme.config });

  test("reports how many requests each stream made, before the summary", async () => {
    process.env["SLUICE_PROGRESS"] = "1";
    const output = await read();
    const last = Object.fromEntries(reportedCounts(output).map(({ stream, requests }) => [stream, requests]));
    expect(last).toEqual({ projects: 3, tasks: 5, notes: 1 });
    expect(output.lines.at(-1)).toMatchObject({ type: "LOG" });
  });

  test("reports no request counts by default", async () => {
    expect(reportedCounts(await read())).toEqual([]);
  });
});
