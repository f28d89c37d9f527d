import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { isJsonObject, type JsonObject } from "@sluice/core";
import { configuredCatalog, killedProcess, type Output, runSource } from "@sluice/testkit";
import { startAdlens } from "../fake/index.js";
import { Adlens } from "../src/index.js";

const BIN = fileURLToPath(new URL("../bin/source-adlens.js", import.meta.url));
const STREAM = "daily_spend";
const catalog = configuredCatalog([STREAM], "incremental");

/** How many lines a process has written when its first report runs, and when the first file of that report is written. */
const [LINES_TO_JOB, LINES_TO_FILE] = [4, 45];

let vendor: Awaited<ReturnType<typeof startAdlens>>;
beforeEach(async () => {
  vendor = await startAdlens();
});
afterEach(() => vendor.api.close());

/** A process that is killed after so many lines; the last of them is a state with the report that runs. */
async function killedAfter(lines: number): Promise<Output> {
  const killed = await killedProcess(BIN, { config: vendor.config, catalog, lines, how: "SIGTERM" });
  vendor.api.reset();
  return killed;
}

function read(state?: JsonObject): Promise<Output> {
  const saved =
    state === undefined
      ? []
      : [{ type: "STREAM", stream: { stream_descriptor: { name: STREAM }, stream_state: state } }];
  return runSource(new Adlens(), "read", { config: vendor.config, catalog, state: saved });
}

function stateOf(output: Output): JsonObject {
  return output.states(STREAM).at(-1)?.data ?? {};
}

/** The requests for a report, e.g. `GET /r1/2`. */
function requestsFor(report: string): readonly string[] {
  const requests = vendor.api.requests.map(
    ({ method, path }) => `${method} ${path.replace(`/v1/reports/${STREAM}`, "")}`,
  );
  return requests.filter((request) => new RegExp(`/${report}(/|$)`).test(request));
}

test("a process that is killed while a report runs leaves it to the next one, which orders no other", async () => {
  const killed = await killedAfter(LINES_TO_JOB);
  expect(stateOf(killed)).toMatchObject({ export: { job: "r1", parts: 0 } });
  const rest = await read(stateOf(killed));
  expect(rest.status).toBe(0);
  expect(new Set(requestsFor("r1"))).toEqual(new Set(["GET /r1", "GET /r1/1", "GET /r1/2", "GET /r1/3"]));
  expect(rest.records(STREAM)).toEqual(vendor.expected.get(STREAM));
});

test("a process that is killed between two files leaves only the other files to the next one", async () => {
  const killed = await killedAfter(LINES_TO_FILE);
  expect(stateOf(killed)).toMatchObject({ export: { job: "r1", parts: 1 } });
  const rest = await read(stateOf(killed));
  expect(requestsFor("r1")).toEqual(["GET /r1", "GET /r1/2", "GET /r1/3"]);
  expect([...killed.records(STREAM), ...rest.records(STREAM)]).toEqual(vendor.expected.get(STREAM));
});

test("a report that has expired in the meantime is ordered again, and read from its first file", async () => {
  const killed = await killedAfter(LINES_TO_FILE);
  vendor.reports.expire();
  const rest = await read(stateOf(killed));
  expect(rest.status).toBe(0);
  expect(requestsFor("r1")).toEqual(["GET /r1"]);
  expect(rest.records(STREAM)).toEqual(vendor.expected.get(STREAM));
});

test("a report that never becomes ready fails the stream after half an hour, and the next run asks for it again", async () => {
  vendor.reports.areStuck = true;
  const stuck = await read();
  expect(stuck.status).toBe(1);
  expect(stuck.errors(STREAM)).toEqual([
    expect.objectContaining({
      failure_type: "transient_error",
      message: expect.stringContaining("still running after 30 minutes. Run it again to wait for the same job."),
    }),
  ]);
  vendor.reports.areStuck = false;
  const rest = await read(stateOf(stuck));
  expect(rest.status).toBe(0);
  expect(rest.records(STREAM)).toEqual(vendor.expected.get(STREAM));
  const orders = vendor.api.requests.filter(({ json }) => isJsonObject(json) && json["from"] === "2026-09-05");
  expect(orders).toHaveLength(1);
});

test("a file that is missing fails the stream, after the files before it", async () => {
  vendor.api.inject({ at: ({ path }) => path.endsWith("/r1/2"), reply: { status: 404 } });
  const output = await read();
  expect(output.status).toBe(1);
  expect(output.errors(STREAM)).toEqual([
    expect.objectContaining({
      failure_type: "system_error",
      message: expect.stringContaining("part 2 of 3, CSV in gzip: the file cannot be downloaded (HTTP 404)"),
    }),
  ]);
  expect(stateOf(output)).toMatchObject({ export: { job: "r1", parts: 1 } });
});
