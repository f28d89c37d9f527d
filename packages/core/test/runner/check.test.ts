import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FastClock, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, startAcme } from "./support/acme.js";
import { FaultyAcme } from "./support/faulty-acme.js";

let acme: FakeAcme;
const check = (options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new Acme(), "check", { config: acme.config, ...options });
const paths = () => acme.api.requests.map(({ path }) => path);

beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

test("check writes only SUCCEEDED for a config that works, after one request", async () => {
  const output = await check();
  expect(output.lines).toEqual([{ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } }]);
  expect(output.status).toBe(0);
  expect(paths()).toEqual(["/v1/me"]);
});

test("check writes FAILED with endpoint, status and remedy for refused credentials", async () => {
  const output = await check({ config: { ...acme.config, api_key: "another key" } });
  expect(output.of("CONNECTION_STATUS")).toEqual([
    {
      status: "FAILED",
      message: "GET /v1/me answered HTTP 401. The credentials were refused. Check them, or create new ones.",
    },
  ]);
  expect(output.status).toBe(0);
  expect(output.errors()).toEqual([]);
});

test("check gives up on an unavailable server within seconds and logs each attempt", async () => {
  acme.api.inject({ at: () => true, reply: { status: 503, headers: { "retry-after": "3" } }, times: 99 });
  const clock = new FastClock();
  const output = await check({ clock });
  expect(output.of("CONNECTION_STATUS")[0]).toEqual({ status: "FAILED", message: expect.stringContaining("HTTP 503") });
  expect(output.logs("INFO")).toEqual(Array(2).fill("GET /v1/me answered HTTP 503; trying again"));
  expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(6000);
});

test("check warns of an unknown key in the config and names it", async () => {
  const output = await check({ config: { ...acme.config, acount: "x" } });
  expect(output.logs("WARN")).toEqual(['Unknown setting "acount" in the config. Check its spelling.']);
  expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
});

describe("check --streams", () => {
  test("reads one page of each stream", async () => {
    const output = await check({ streams: ["pro*", "notes"] });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("INFO")).toEqual(expect.arrayContaining(["projects: can be read", "notes: can be read"]));
    expect(output.of("RECORD")).toEqual([]);
    expect(paths().filter((path) => path === "/v1/notes")).toHaveLength(1);
    expect(paths().filter((path) => path === "/v1/projects").length).toBeLessThan(3);
    expect(paths()).not.toContain("/v1/projects/p1/tasks");
  });

  test("names the streams that fail, with the reason, and no others", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 403, json: { error: "refused" } } });
    acme.api.inject({ at: atProjects, reply: { json: { items: 7 } } });
    const output = await check({ streams: ["notes", "projects"] });
    const [status] = output.of("CONNECTION_STATUS");
    expect(status).toEqual({
      status: "FAILED",
      message: expect.stringMatching(/^projects: .*list of records.* notes: GET \/v1\/notes answered HTTP 403/),
    });
    expect(output.logs("ERROR")).toEqual([
      expect.stringMatching(/^projects: GET \/v1\/projects, HTTP 200: .*list of records/),
      expect.stringMatching(/^notes: GET \/v1\/notes answered HTTP 403/),
    ]);
    acme.api.reset().inject({ at: atNotes, reply: { status: 403, json: { error: "refused" } } });
    const [second] = (await check({ streams: ["notes", "projects"] })).of("CONNECTION_STATUS");
    expect(second?.["message"]).toMatch(/^notes: GET \/v1\/notes answered HTTP 403/);
    expect(second?.["message"]).not.toContain("projects");
  });

  test("gives up on a failing stream within seconds, because a user waits", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 500 }, times: 99 });
    const clock = new FastClock();
    const output = await check({ streams: ["notes"], clock });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("HTTP 500");
    expect(paths().filter((path) => path === "/v1/notes")).toHaveLength(3);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(20_000);
  });

  test("writes FAILED with the known names for an unknown stream", async () => {
    const [status] = (await check({ streams: ["nots"] })).of("CONNECTION_STATUS");
    expect(status?.["message"]).toBe('--streams: no stream matches "nots". Available: projects, tasks, notes.');
  });

  test("reports a bug as a TRACE system_error and exit 1, without a CONNECTION_STATUS", async () => {
    const output = await runSource(new FaultyAcme(), "check", { config: acme.config, streams: ["buggy"] });
    expect(output.status).toBe(1);
    expect(output.of("CONNECTION_STATUS")).toEqual([]);
    expect(output.errors()).toEqual([
      expect.objectContaining({ failure_type: "system_error", stack_trace: expect.stringContaining("TypeError") }),
    ]);
  });
});
