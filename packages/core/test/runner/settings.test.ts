/** The settings that every connector has, in addition to `limits`. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FastClock, runSource } from "@sluice/testkit";
import { type RawServer, rawServer } from "../support/raw-server.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

describe("checks", () => {
  beforeEach(() => {
    for (const project of acme.account.projects) Object.assign(project, { size: "big" });
  });
  const read = (checks: string) =>
    runSource(new Acme(), "read", { config: { ...acme.config, checks }, streams: ["projects"] });

  test.each(["all", "sample"])("%s warns of a field that does not match", async (checks) => {
    const output = await read(checks);
    expect(output.logs("WARN")).toEqual([expect.stringContaining("size")]);
    expect(output.logs("INFO").at(-1)).toContain("fields that did not match: size 5×");
  });

  test("off does not warn, and writes the same records", async () => {
    const output = await read("off");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.logs("INFO").at(-1)).not.toContain("did not fit");
    expect(output.records("projects")).toEqual(acme.account.projects);
  });

  test("refuses any other value", async () => {
    const output = await read("some");
    expect(output.errors()[0]).toMatchObject({
      failure_type: "config_error",
      message: expect.stringMatching(/checks/),
    });
  });
});

describe("limits.requests_per_minute", () => {
  test.each([
    ["it is not set", {}, false],
    ["it is 1", { requests_per_minute: 1 }, true],
  ])("makes requests wait for a minute only if it is low enough: %s", async (_what, limits, waits) => {
    const clock = new FastClock();
    const config = { ...acme.config, limits };
    const output = await runSource(new Acme(), "read", { config, streams: ["projects", "notes"], clock });
    expect(output.status).toBe(0);
    expect(clock.sleeps.some((ms) => ms > 59_000)).toEqual(waits);
  });
});

describe("concurrency", () => {
  let server: RawServer | undefined;
  afterEach(() => server?.close());

  /** Answers only when so many requests are in flight; returns the most that there were. */
  async function readWith(concurrency: number, atOnce: number): Promise<number> {
    const pending: (() => void)[] = [];
    let maxInFlight = 0;
    server = await rawServer((_request, response) => {
      pending.push(() => response.end('{"items":[]}'));
      maxInFlight = Math.max(maxInFlight, pending.length);
      if (pending.length >= atOnce) for (const answer of pending.splice(0)) setImmediate(answer);
    });
    const config = { ...acme.config, base_url: server.url, concurrency };
    const output = await runSource(new Acme(), "read", { config, streams: ["projects", "notes"] });
    expect(output.status).toBe(0);
    return maxInFlight;
  }

  test("1 reads one stream after the other, one request at a time", async () => {
    expect(await readWith(1, 1)).toBe(1);
  });

  test("2 reads two streams at once", async () => {
    expect(await readWith(2, 2)).toBe(2);
  });

  test.each([0, 65, 1.5])("refuses the value %d", async (concurrency) => {
    const output = await runSource(new Acme(), "read", { config: { ...acme.config, concurrency } });
    expect(output.errors()[0]).toMatchObject({ message: expect.stringMatching(/concurrency/) });
  });
});
