/** What a reader who asked for it is told of requests while a stream is read. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { FastClock, Output, runSource } from "@sluice/testkit";
import type { Observer } from "../../src/http/observer.js";
import { RunReport } from "../../src/runner/report.js";
import { RequestCounts } from "../../src/runner/request-counts.js";
import { Writer } from "../../src/runner/writer.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { Failing } from "./support/outlets.js";

/** The counts that were told, in order. */
function told(output: Output): JsonObject[] {
  return output.of("TRACE").flatMap(({ type, analytics }) => {
    if (type !== "ANALYTICS") return [];
    const { type: about, value } = analytics as { type: string; value: string };
    expect(about).toBe("sluice-requests");
    return [JSON.parse(value) as JsonObject];
  });
}

describe("the counts", () => {
  const wait = { delayMs: 1, untilMs: 1, reason: "rate limit" } as const;
  const open = (environment: Record<string, string>) => {
    const out = new Failing("never", Number.POSITIVE_INFINITY);
    const [report, clock] = [new RunReport(), new FastClock(1000)];
    const counts = new RequestCounts({ writer: new Writer(new AbortController(), out), clock }, report, environment);
    const observer: Observer = counts.behind({
      requestSent: (stream) => void report.of(stream).requests++,
      retrying: (stream) => void report.of(stream).retries++,
      waiting: () => undefined,
    });
    const news = () => told(new Output(out.chunks.splice(0).join(""), 0));
    return { counts, observer, clock, news, report };
  };

  test("are told at once, then at most once a second, when a request is sent or waits: of streams that made more", async () => {
    const { observer, clock, news } = open({ SLUICE_PROGRESS: "1" });
    observer.requestSent("users", "GET /");
    expect(news()).toEqual([{ stream: "users", requests: 1 }]);
    observer.requestSent("users", "GET /");
    observer.requestSent('no"tes', "GET /");
    await clock.sleep(999);
    observer.requestSent("users", "GET /");
    expect(news()).toEqual([]);
    await clock.sleep(1);
    observer.waiting("users", wait);
    expect(news()).toEqual([
      { stream: "users", requests: 3 },
      { stream: 'no"tes', requests: 1 },
    ]);
    await clock.sleep(1000);
    observer.requestSent("users", "GET /");
    expect(news()).toEqual([{ stream: "users", requests: 4 }]);
  });

  test("are told to the last request at the end", async () => {
    const { counts, observer, news } = open({ SLUICE_PROGRESS: "1" });
    observer.requestSent("users", "GET /");
    observer.requestSent("users", "GET /");
    news();
    await counts.end();
    expect(news()).toEqual([{ stream: "users", requests: 2 }]);
    await counts.end();
    expect(news()).toEqual([]);
  });

  test.each([[{}], [{ SLUICE_PROGRESS: "" }]])(
    "are nobody's business with %j, and all is observed as ever",
    async (environment) => {
      const { counts, observer, news, report } = open(environment as Record<string, string>);
      observer.requestSent("users", "GET /");
      await counts.end();
      expect([news(), report.of("users").requests]).toEqual([[], 1]);
    },
  );
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

  test("tells how many requests each stream made, in front of its summary", async () => {
    process.env["SLUICE_PROGRESS"] = "1";
    const output = await read();
    const last = Object.fromEntries(told(output).map(({ stream, requests }) => [stream, requests]));
    expect(last).toEqual({ projects: 6, tasks: 5, notes: 1 });
    expect(output.lines.at(-1)).toMatchObject({ type: "LOG" });
  });

  test("tells nothing of it unless it is asked", async () => {
    expect(told(await read())).toEqual([]);
  });
});
