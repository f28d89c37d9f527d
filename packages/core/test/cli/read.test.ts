import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { configuredCatalog } from "@sluice/testkit";
import { type FakeAcme, SECRET, startAcme } from "../runner/support/acme.js";
import { runAcme, runWith, temporaryFile } from "../runner/support/process.js";
import { leakedEncodings } from "../runner/support/secret-forms.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const read = (...args: string[]) => runWith(acme.config, ["read", ...args]);

describe("read", () => {
  test("reads every stream without a catalog", async () => {
    const { output, stderr } = await read();
    expect(output.status).toBe(0);
    expect(stderr).toBe("");
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
  });

  test("reads the streams that match the names and patterns of --streams", async () => {
    expect((await read("--streams", "note*,tasks")).output.counts()).toEqual({ tasks: 3, notes: 3 });
  });

  test("stops each stream after --limit records, without a request for the next page", async () => {
    const { output } = await read("--limit", "2", "--streams", "projects,notes");
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ projects: 2, notes: 2 });
    expect(output.statuses("projects")).toEqual(["STARTED", "RUNNING", "COMPLETE"]);
    expect(output.states("projects").map(({ recordCount }) => recordCount)).toEqual([2]);
    expect(output.logs("INFO").join()).toContain("projects: 2 records, 1 pages");
    expect(output.logs("INFO").join()).toContain("ended: --limit 2 reached");
    const cursors = acme.api.requests.map(({ query }) => query.get("cursor"));
    expect(cursors).not.toContain("4");
  });

  test("exits after --limit records without waiting for a prefetched page", async () => {
    const reply = { status: 503, headers: { "retry-after": "600" } };
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "2", reply, times: 99 });
    const { output, stderr } = await read("--limit=2", "--streams=projects");
    expect(output.status).toBe(0);
    expect(stderr).toBe("");
    expect(output.counts()).toEqual({ projects: 2 });
  });

  test("writes no record beyond --limit in the middle of a page", async () => {
    expect((await read("--limit=3", "--streams=projects")).output.records("projects")).toEqual(
      acme.account.projects.slice(0, 3),
    );
  });

  test("reads the catalog's streams that match --streams", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["notes", "projects"]));
    const { output } = await read("--catalog", catalog, "--streams", "pro*");
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ projects: 5 });
  });

  test("ends a stream of --streams that only the catalog has as INCOMPLETE", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["gone", "notes"]));
    const { output } = await read("--catalog", catalog, "--streams", "gone");
    expect(output.status).toBe(1);
    expect(output.statuses("gone")).toEqual(["INCOMPLETE"]);
    expect(output.of("RECORD")).toEqual([]);
  });

  test("exits with 1 and a TRACE of the known names if --streams matches nothing in the catalog", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["notes"]));
    const { output } = await read("--catalog", catalog, "--streams", "tasks");
    expect(output.status).toBe(1);
    expect(output.of("RECORD")).toEqual([]);
    expect(output.errors()[0]?.["message"]).toBe('--streams: no stream matches "tasks". Available: notes.');
  });
});

describe("logs", () => {
  test("are on stderr and not on stdout with --log-format text", async () => {
    const { status, stderr, output } = await read("--log-format", "text");
    expect(status).toBe(0);
    expect(output.of("LOG")).toEqual([]);
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
    expect(stderr).toMatch(/^INFO {2}projects: started$/m);
    expect(stderr).toMatch(/^INFO {2}Summary of the read:\n {2}projects: 5 records/m);
  });

  test("mask secrets on stderr with --log-format text", async () => {
    acme.api.inject({ at: ({ path }) => path === "/v1/me", reply: { status: 400, text: `no: ${SECRET}` } });
    const { stderr, stdout } = await runWith(acme.config, ["check", "--log-format=text", "--debug"]);
    expect(stderr).toMatch(/^ERROR HTTP 400 no: \*{4}$/m);
    expect(leakedEncodings(SECRET, `${stderr}${stdout}`)).toEqual([]);
  });

  const variants: readonly (readonly [string, string[], Record<string, string>])[] = [
    ["--debug", ["--debug"], {}],
    ["LOG_LEVEL=debug", [], { LOG_LEVEL: "debug" }],
    ["LOG_LEVEL=DEBUG", [], { LOG_LEVEL: "DEBUG" }],
  ];
  test.each(variants)(
    "include every request with %s, without host, query and headers",
    async (_what, args, environment) => {
      const { output } = await runWith(acme.config, ["read", "--streams=projects", ...args], { environment });
      expect(output.logs("DEBUG").filter((text) => text.includes("GET"))).toEqual(
        Array(3).fill("projects: GET /v1/projects"),
      );
    },
  );

  test("include no request by default", async () => {
    const { output } = await runWith(acme.config, ["read"], { environment: { LOG_LEVEL: "info" } });
    expect(output.logs("DEBUG")).toEqual([]);
  });
});

test("streams prints a table without a config", async () => {
  const { status, stdout, stderr } = await runAcme(["streams"]);
  expect(status).toBe(0);
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "stream    key             incremental  what a record is",
      "projects  id              no           Projects of the account.",
      "tasks     project_id, id  no           Tasks of each project.",
      "notes     none            no           Notes of the account.",
      "",
    ].join("\n"),
  );
});
