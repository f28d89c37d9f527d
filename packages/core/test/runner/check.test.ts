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

test("a config that works is SUCCEEDED after one request, with nothing else on stdout", async () => {
  const output = await check();
  expect(output.lines).toEqual([{ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } }]);
  expect([output.status, paths()]).toEqual([0, ["/v1/me"]]);
});

test("refused credentials are FAILED with the endpoint, the status and a remedy", async () => {
  const output = await check({ config: { ...acme.config, api_key: "another key" } });
  expect(output.of("CONNECTION_STATUS")).toEqual([
    {
      status: "FAILED",
      message: "GET /v1/me answered HTTP 401. The credentials were refused. Check them, or create new ones.",
    },
  ]);
  expect([output.status, output.errors()]).toEqual([0, []]);
});

test("a server that is down is FAILED within seconds, and the log says what was tried", async () => {
  acme.api.inject({ at: () => true, reply: { status: 503, headers: { "retry-after": "3" } }, times: 99 });
  const clock = new FastClock();
  const output = await check({ clock });
  expect(output.of("CONNECTION_STATUS")[0]).toEqual({ status: "FAILED", message: expect.stringContaining("HTTP 503") });
  expect(output.logs("INFO")).toEqual(Array(2).fill("GET /v1/me answered HTTP 503; trying again"));
  expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(6000);
});

test("an unknown key is a WARN that names it", async () => {
  const output = await check({ config: { ...acme.config, acount: "x" } });
  expect(output.logs("WARN")).toEqual([
    'The config has the key "acount", which this connector does not know. Is it misspelt?',
  ]);
  expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
});

describe("with --streams", () => {
  test("a page of each is read, and no more", async () => {
    const output = await check({ streams: ["pro*", "notes"] });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("INFO")).toEqual(expect.arrayContaining(["projects: can be read", "notes: can be read"]));
    expect(output.of("RECORD")).toEqual([]);
    expect(paths().filter((path) => path === "/v1/notes")).toHaveLength(1);
    expect(paths().filter((path) => path === "/v1/projects").length).toBeLessThan(3);
    expect(paths()).not.toContain("/v1/projects/p1/tasks");
  });

  test("those that fail are named with their reason, those that work are not", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 403 } });
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
    acme.api.reset().inject({ at: atNotes, reply: { status: 403 } });
    const [second] = (await check({ streams: ["notes", "projects"] })).of("CONNECTION_STATUS");
    expect(second?.["message"]).toMatch(/^notes: GET \/v1\/notes answered HTTP 403/);
    expect(second?.["message"]).not.toContain("projects");
  });

  test("a stream that keeps failing is given up within seconds: a person waits", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 500 }, times: 99 });
    const clock = new FastClock();
    const output = await check({ streams: ["notes"], clock });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("HTTP 500");
    expect(paths().filter((path) => path === "/v1/notes")).toHaveLength(3);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(20_000);
  });

  test("a name that is no stream is FAILED with the names that there are", async () => {
    const [status] = (await check({ streams: ["nots"] })).of("CONNECTION_STATUS");
    expect(status?.["message"]).toBe('--streams names "nots", which is no stream. There are: projects, tasks, notes.');
  });

  test("a bug is a TRACE system_error and exit 1, with no status: nobody can mend it in the config", async () => {
    const output = await runSource(new FaultyAcme(), "check", { config: acme.config, streams: ["buggy"] });
    expect([output.status, output.of("CONNECTION_STATUS")]).toEqual([1, []]);
    expect(output.errors()).toEqual([
      expect.objectContaining({ failure_type: "system_error", stack_trace: expect.stringContaining("TypeError") }),
    ]);
  });
});
