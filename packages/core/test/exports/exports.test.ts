import { readdirSync, readlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import type { ReadFrom } from "../../src/streams/stream.js";
import { ExportApi, partOf, Report } from "../support/exports.js";
import { rawServer } from "../support/raw-server.js";
import { contextOf, readAll } from "../support/streams.js";

let vendor: ExportApi;
beforeEach(async () => {
  vendor = await ExportApi.start();
});
afterEach(() => vendor.api.close());

const IDS = [{ id: "1" }, { id: "2" }, { id: "3" }];
const FULL = { mode: "full_refresh" } as const;

/** Reads the report, from a state if there is one. */
async function read(from: ReadFrom = FULL, origins: readonly string[] = []) {
  const parts = contextOf(vendor.api);
  return { ...parts, ...(await readAll(new Report(parts.context, origins), from)) };
}

describe("an export", () => {
  test("creates a job, asks until it is done, and reads its parts in order", async () => {
    const { values, pages, clock, states } = await read();
    expect(values).toEqual(IDS);
    expect(pages).toBe(2);
    expect(vendor.requests).toEqual([
      "POST /exports",
      "GET /exports/1",
      "GET /exports/1",
      "GET /files/a",
      "GET /files/b",
    ]);
    expect(clock.sleeps).toEqual([1000, 1000]);
    expect(states.at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  });

  test("waits longer from question to question, up to the longest pause, or as long as the API asks", async () => {
    vendor.statusOf = (_job, asked) => {
      if (asked === 6) return { state: "running", retryAfterMs: 12_000 };
      return asked < 8 ? { state: "running" } : { state: "done", parts: [] };
    };
    const { clock, values, error } = await read();
    expect(clock.sleeps).toEqual([1000, 1000, 2000, 4000, 8000, 8000, 12_000, 8000]);
    expect(error).toBeUndefined();
    expect(values).toEqual([]);
  });

  test("saves the job before it waits, so that a later attempt asks for the same one", async () => {
    const first = await readFirstState();
    expect(first).toMatchObject({ export: { job: 1, parts: 0, done: 0 } });
    const { values } = await read({ ...FULL, state: first });
    expect(values).toEqual(IDS);
    expect(vendor.jobs).toHaveLength(1);
  });

  test("does not download the parts again that an earlier attempt wrote", async () => {
    vendor.files.set("b", { status: 500 });
    const failed = await read();
    expect(failed.error).toBeInstanceOf(TransientError);
    expect(failed.states.at(-1)).toMatchObject({ export: { job: 1, parts: 1 } });
    vendor.files.set("b", partOf("3"));
    vendor.api.reset();
    const { values, states } = await read({ ...FULL, state: failed.states.at(-1) });
    expect(values).toEqual([{ id: "3" }]);
    expect(vendor.requests).toEqual(["GET /exports/1", "GET /files/b"]);
    expect(states.at(-1)).toEqual({ __ab_full_refresh_sync_complete: true });
  });

  test.each(["failed", "expired"] as const)("creates a job that %s again, once", async (state) => {
    vendor.statusOf = (job) => (job === 1 ? { state, detail: "Disk full." } : { state: "done", parts: vendor.parts });
    const { values, log } = await read();
    expect(values).toEqual(IDS);
    expect(vendor.jobs).toHaveLength(2);
    expect(log).toContainEqual({
      level: "INFO",
      text: `The export job of report ${state} at the API: Disk full. It is created again.`,
    });
  });

  test("fails after the second job that failed", async () => {
    vendor.statusOf = () => ({ state: "failed", detail: "Disk full." });
    const { error } = await read();
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("The export job of report failed at the API twice: Disk full. Run it again later.");
    expect(vendor.jobs).toHaveLength(2);
  });

  test("takes a job that the API no longer knows for expired", async () => {
    const state = await readFirstState();
    vendor.statusOf = (job) => (job === 1 ? { status: 404 } : { state: "done", parts: vendor.parts });
    expect((await read({ ...FULL, state })).values).toEqual(IDS);
    expect(vendor.jobs).toHaveLength(2);
  });

  test("gives a job that never ends up at the deadline, and keeps it for one more attempt", async () => {
    vendor.statusOf = () => ({ state: "running" });
    const first = await read();
    expect(first.error).toBeInstanceOf(TransientError);
    expect(String(first.error)).toContain("still running after 1 minutes. Run it again to wait for the same job");
    expect(first.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
    const second = await read({ ...FULL, state: first.states.at(-1) });
    expect(String(second.error)).toContain("The next attempt creates another job");
    expect(vendor.jobs).toHaveLength(1);
    vendor.statusOf = () => ({ state: "done", parts: vendor.parts });
    expect((await read({ ...FULL, state: second.states.at(-1) })).values).toEqual(IDS);
    expect(vendor.jobs).toHaveLength(2);
  });

  test("fails for a part that is missing", async () => {
    vendor.files.delete("b");
    const { error, values } = await read();
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("report, part 2 of 2, CSV in gzip: the file cannot be downloaded (HTTP 404)");
    expect(values).toEqual([{ id: "1" }, { id: "2" }]);
  });

  test("fails for a job that is done without a list of parts", async () => {
    vendor.statusOf = () => ({ state: "done" });
    expect(String((await read()).error)).toContain("is done, but has no list of parts");
  });

  test("downloads a part again that broke off, before a record of it is written", async () => {
    vendor.api.inject({
      at: ({ path }) => path === "/files/a",
      reply: (_request, genuine) => ({ ...genuine, delivery: "cut with length" }),
    });
    const { values, error } = await read();
    expect(error).toBeUndefined();
    expect(values).toEqual(IDS);
    expect(vendor.requests.filter((one) => one === "GET /files/a")).toHaveLength(2);
  });

  test("fails for a part that the API cut off", async () => {
    const { bytes = Buffer.alloc(0) } = partOf("1", "2");
    vendor.files.set("a", { bytes: bytes.subarray(0, -3) });
    const { error, states } = await read();
    expect(String(error)).toContain("report, part 1 of 2, CSV in gzip: The gzip file is damaged or not complete");
    expect(states.at(-1)).toMatchObject({ export: { parts: 0 } });
  });

  test("fails for a file that is larger than the bound", async () => {
    const { context } = contextOf(vendor.api);
    vendor.files.set("a", { bytes: Buffer.alloc(100_000, "x") });
    const { error } = await readAll(new Report({ ...context, limits: { ...context.limits, maxFileBytes: 50_000 } }));
    expect(String(error)).toContain("The file has more than 50000 bytes");
  });

  test("reads a part that is larger than a response may be, in batches", async () => {
    const { context } = contextOf(vendor.api);
    const ids = Array.from({ length: 5000 }, (_, index) => String(index));
    vendor.files.set("a", partOf(...ids));
    const limits = { ...context.limits, maxBodyBytes: 1000 };
    const { batches, values, error } = await readAll(new Report({ ...context, limits }), FULL);
    expect(error).toBeUndefined();
    expect(values).toHaveLength(5001);
    expect(Math.max(...batches.map(({ records }) => records.count))).toBe(1000);
  });

  const onLinux = process.platform === "linux" ? test : test.skip; // which lists what a process has open
  onLinux("leaves no file on the disk, not even while a part is read", async () => {
    const { context } = contextOf(vendor.api);
    const seen: string[] = [];
    for await (const { records } of new Report(context).read(FULL)) if (records.count > 0) seen.push(...openParts());
    expect(seen).toEqual([expect.stringContaining("(deleted)"), expect.stringContaining("(deleted)")]);
    expect(openParts()).toEqual([]);
  });

  test("ends when the read is left in the middle of a part", async () => {
    const { context } = contextOf(vendor.api);
    for await (const { records } of new Report(context).read(FULL)) if (records.count > 0) break;
    expect(vendor.requests.at(-1)).toBe("GET /files/a");
  });
});

describe("a download from a storage", () => {
  let storage: FakeApi;
  beforeEach(async () => {
    storage = await FakeApi.start();
    storage.get("/bucket/a", () => partOf("1", "2"));
    vendor.api.gate(({ headers }) => (headers["authorization"] === undefined ? { status: 401 } : undefined));
  });
  afterEach(() => storage.close());

  /** Reads with credentials, and may download from the storage if it is declared. */
  async function readSigned(origins: readonly string[]) {
    const { context } = contextOf(vendor.api, undefined, {
      authenticator: {
        authenticate: (request) => ({ ...request, headers: { ...request.headers, authorization: "Bearer s3cr3t" } }),
        scrubResponse: (response) => response,
      },
    });
    return readAll(new Report(context, origins));
  }

  test("gets no credentials", async () => {
    vendor.parts = [`${storage.url}/bucket/a`, "/files/b"];
    expect((await readSigned([storage.url])).values).toEqual(IDS);
    expect(storage.requests).toHaveLength(1);
    expect(storage.requests[0]?.headers["authorization"]).toBeUndefined();
    expect(vendor.api.requests.at(-1)?.headers["authorization"]).toBe("Bearer s3cr3t");
  });

  test("gets the link as it is written, because its signature may be of this very text", async () => {
    const link = "/bucket/a?b=x%20y~*&a=%2F&X-Signature=1%2B&empty";
    const urls: (string | undefined)[] = [];
    const raw = await rawServer((request, response) => {
      urls.push(request.url);
      response.end(partOf("1").bytes);
    });
    vendor.parts = [`${raw.url}${link}`];
    const { values } = await readSigned([raw.url]);
    await raw.close();
    expect(values).toEqual([{ id: "1" }]);
    expect(urls).toEqual([link]);
  });

  test("follows a redirect of the API to a declared storage, without credentials", async () => {
    vendor.files.set("a", { status: 302, headers: { location: `${storage.url}/bucket/a` } });
    expect((await readSigned([storage.url])).values).toEqual(IDS);
    expect(storage.requests[0]?.headers["authorization"]).toBeUndefined();
  });

  test.each([
    ["a link", () => ["LINK"], "Add it to downloadOrigins"],
    ["a redirect", () => ["/files/away"], "credentials never go to another host"],
  ])("is refused where the stream does not declare the origin, for %s", async (_what, parts, message) => {
    vendor.parts = parts().map((part) => (part === "LINK" ? `${storage.url}/bucket/a` : part));
    vendor.files.set("away", { status: 302, headers: { location: `${storage.url}/bucket/a` } });
    const { error } = await readSigned([]);
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(message);
    expect(storage.requests).toEqual([]);
  });

  test("asks the API for new links when one has expired", async () => {
    storage.get("/bucket/old", () => ({ status: 403, text: "Request has expired" }));
    vendor.statusOf = (_job, asked) => ({
      state: "done",
      parts: [`${storage.url}/bucket/${asked === 1 ? "old" : "a"}`],
    });
    expect((await readSigned([storage.url])).values).toEqual([{ id: "1" }, { id: "2" }]);
    expect(vendor.jobs).toHaveLength(1);
  });

  test("says that the file is refused, and not the credentials, when new links are refused too", async () => {
    vendor.statusOf = (_job, asked) => ({ state: "done", parts: [`${storage.url}/bucket/old?${asked}`] });
    storage.get("/bucket/old", () => ({ status: 403 }));
    const { error } = await readSigned([storage.url]);
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("the file cannot be downloaded (HTTP 403)");
  });
});

/** The first state of a read that is then left. */
async function readFirstState() {
  for await (const { state } of new Report(contextOf(vendor.api).context).read(FULL)) {
    if (state !== undefined) return state;
  }
  throw new Error("there was no state");
}

/** The parts that this process has open. */
function openParts(): readonly string[] {
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ""; // the one that lists the folder
    }
  });
  return links.filter((link) => link.includes("sluice-part-"));
}
