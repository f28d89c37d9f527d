import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { configuredCatalog } from "@sluice/testkit";
import { type FakeAcme, SECRET, startAcme } from "../runner/support/acme.js";
import { runAcme, runWith, temporaryFile } from "../runner/support/process.js";
import { shownForms } from "../runner/support/secret-forms.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const read = (...args: string[]) => runWith(acme.config, ["read", ...args]);

describe("what is read", () => {
  test("without a catalog: every stream", async () => {
    const { output, stderr } = await read();
    expect([output.status, stderr, output.counts()]).toEqual([0, "", { projects: 5, tasks: 3, notes: 3 }]);
  });

  test("with --streams: the streams that the names and patterns fit", async () => {
    expect((await read("--streams", "note*,tasks")).output.counts()).toEqual({ tasks: 3, notes: 3 });
  });

  test("with --limit: each stream stops after so many records, and asks for no further page", async () => {
    const { output } = await read("--limit", "2", "--streams", "projects,notes");
    expect([output.status, output.counts()]).toEqual([0, { projects: 2, notes: 2 }]);
    expect(output.statuses("projects")).toEqual(["STARTED", "RUNNING", "COMPLETE"]);
    expect(output.states("projects").map(({ recordCount }) => recordCount)).toEqual([2]);
    expect(output.logs("INFO").join()).toContain("projects: 2 records, 1 pages");
    expect(output.logs("INFO").join()).toContain("ended: --limit 2 reached");
    const cursors = acme.api.requests.map(({ query }) => query.get("cursor"));
    expect(cursors).not.toContain("4");
  });

  test("with --limit: the process does not stay for a page that was asked for ahead", async () => {
    const reply = { status: 503, headers: { "retry-after": "600" } };
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "2", reply, times: 99 });
    const { output, stderr } = await read("--limit=2", "--streams=projects");
    expect([output.status, stderr, output.counts()]).toEqual([0, "", { projects: 2 }]);
  });

  test("with --limit in the middle of a page: no record more", async () => {
    expect((await read("--limit=3", "--streams=projects")).output.records("projects")).toEqual(
      acme.account.projects.slice(0, 3),
    );
  });

  test("with a catalog and --streams: the catalog's streams that the names fit", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["notes", "projects"]));
    const { output } = await read("--catalog", catalog, "--streams", "pro*");
    expect([output.status, output.counts()]).toEqual([0, { projects: 5 }]);
  });

  test("with --streams that name what only the catalog knows: that stream is INCOMPLETE", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["gone", "notes"]));
    const { output } = await read("--catalog", catalog, "--streams", "gone");
    expect([output.status, output.statuses("gone"), output.of("RECORD")]).toEqual([1, ["INCOMPLETE"], []]);
  });

  test("with --streams that fit nothing in the catalog: a TRACE that says what there is, and exit 1", async () => {
    const catalog = await temporaryFile("catalog.json", configuredCatalog(["notes"]));
    const { output } = await read("--catalog", catalog, "--streams", "tasks");
    expect([output.status, output.of("RECORD")]).toEqual([1, []]);
    expect(output.errors()[0]?.["message"]).toBe('--streams names "tasks", which is no stream. There are: notes.');
  });
});

describe("logs", () => {
  test("--log-format text puts them on stderr, and none on stdout", async () => {
    const { status, stderr, output } = await read("--log-format", "text");
    expect([status, output.of("LOG"), output.counts()]).toEqual([0, [], { projects: 5, tasks: 3, notes: 3 }]);
    expect(stderr).toMatch(/^INFO {2}projects: started$/m);
    expect(stderr).toMatch(/^INFO {2}Summary of the read:\n {2}projects: 5 records/m);
  });

  test("--log-format text masks secrets on stderr as well", async () => {
    acme.api.inject({ at: ({ path }) => path === "/v1/me", reply: { status: 400, text: `no: ${SECRET}` } });
    const { stderr, stdout } = await runWith(acme.config, ["check", "--log-format=text", "--debug"]);
    expect(stderr).toMatch(/^ERROR HTTP 400 no: \*{4}$/m);
    expect(shownForms(SECRET, `${stderr}${stdout}`)).toEqual([]);
  });

  const variants: readonly (readonly [string, string[], Record<string, string>])[] = [
    ["--debug", ["--debug"], {}],
    ["LOG_LEVEL=debug", [], { LOG_LEVEL: "debug" }],
    ["LOG_LEVEL=DEBUG", [], { LOG_LEVEL: "DEBUG" }],
  ];
  test.each(variants)("%s logs every request, without host, query and headers", async (_what, args, environment) => {
    const { output } = await runWith(acme.config, ["read", "--streams=projects", ...args], { environment });
    expect(output.logs("DEBUG").filter((text) => text.includes("GET"))).toEqual(
      Array(3).fill("projects: GET /v1/projects"),
    );
  });

  test("no request is logged otherwise", async () => {
    const { output } = await runWith(acme.config, ["read"], { environment: { LOG_LEVEL: "info" } });
    expect(output.logs("DEBUG")).toEqual([]);
  });
});

test("streams prints a table for people, without a config", async () => {
  const { status, stdout, stderr } = await runAcme(["streams"]);
  expect([status, stderr]).toEqual([0, ""]);
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
