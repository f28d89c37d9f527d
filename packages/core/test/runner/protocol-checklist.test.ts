/** The checklist for a drop-in source, line by line; how the process ends on signals and closed pipes is in ../cli. */
import { readFile, stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, SECRET, startAcme } from "./support/acme.js";
import { runAcme, temporaryFile } from "./support/process.js";
import { secretForms, shownForms } from "./support/secret-forms.js";

let acme: FakeAcme;
const run = (command: Parameters<typeof runSource>[1], options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new Acme(), command, { config: acme.config, ...options });

beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

describe("spec", () => {
  test("is one line with nothing in front, without config, environment or network", async () => {
    const { stdout, stderr, status, output } = await runAcme(["spec"], { environment: { LOG_LEVEL: "debug" } });
    expect([status, stderr, output.lines.length]).toEqual([0, "", 1]);
    expect(stdout.startsWith('{"type":"SPEC","spec":{')).toBe(true);
    expect(acme.api.requests).toEqual([]);
  });

  test("marks the secret and lists what is required", async () => {
    const [spec] = (await run("spec")).of("SPEC");
    expect(spec?.["documentationUrl"]).toBe("https://docs.acme.example");
    expect(spec?.["connectionSpecification"]).toMatchObject({
      type: "object",
      required: ["api_key", "account"],
      properties: { api_key: { airbyte_secret: true, order: 0 }, account: { order: 1 } },
    });
  });
});

describe("the config", () => {
  test.each(["check", "discover", "read"] as const)(
    "%s takes out _limit and _page_size without a word",
    async (name) => {
      const output = await run(name, { config: { ...acme.config, _limit: 5, _page_size: 1 } });
      expect(output.status).toBe(0);
      expect(output.logs("WARN")).toEqual([]);
    },
  );

  test("that does not fit is FAILED and exit 0 in check, with the path and what to do, never the value", async () => {
    const config = { ...acme.config, api_key: "", page_limit: "twelve-and-a-half", account: null };
    const output = await run("check", { config });
    expect(output.status).toBe(0);
    expect(output.of("CONNECTION_STATUS")).toEqual([
      { status: "FAILED", message: expect.stringMatching(/api_key: .*account: .*page_limit: /) },
    ]);
    expect(output.stdout).not.toContain("twelve-and-a-half");
    expect(acme.api.requests).toEqual([]);
  });

  test.each(["discover", "read"] as const)("that does not fit is TRACE config_error and exit 1 in %s", async (name) => {
    const { account: _, ...config } = acme.config;
    const output = await run(name, { config });
    expect(output.status).toBe(1);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringContaining("account is missing: set it in the config or as ACME_ACCOUNT."),
      }),
    ]);
    expect(output.lines).toHaveLength(1);
  });

  test.each([[null], [[]], ["text"], [7]])("%p in place of an object is refused", async (config) => {
    const output = await run("check", { config: config as JsonValue });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toBe("The config must be a JSON object.");
  });
});

describe("input files", () => {
  test("are read though read-only, and never written to", async () => {
    const files = await Promise.all([
      temporaryFile("config.txt", acme.config),
      temporaryFile("catalog.txt", configuredCatalog(["notes"], "incremental")),
      temporaryFile("state.txt", []),
    ]);
    const before = await Promise.all(files.map(facts));
    const [config = "", catalog = "", state = ""] = files;
    const { output, stderr } = await runAcme(["read", "--config", config, "--catalog", catalog, "--state", state]);
    expect([output.status, stderr, output.counts()]).toEqual([0, "", { notes: 3 }]);
    expect(await Promise.all(files.map(facts))).toEqual(before);
  });

  const stream = (name: string, state: JsonValue) => ({ stream_descriptor: { name }, stream_state: state });
  const states: readonly (readonly [string, JsonValue])[] = [
    ["an empty array", []],
    ["an empty object", {}],
    ["null", null],
    ["entries of nulls", [{ type: "STREAM", stream: null, global: null, data: null }]],
    ["stray keys", [{ type: "STREAM", stream: stream("notes", { x: 1 }), global_: null, id: 7, sourceStats: null }]],
    [
      "a null state",
      [{ type: "STREAM", stream: { stream_descriptor: { name: "notes", namespace: null }, stream_state: null } }],
    ],
    ["a legacy object", { notes: { updated_at: "2026-01-01" } }],
    ["a LEGACY entry", [{ type: "LEGACY", data: { notes: { updated_at: "2026-01-01" } } }]],
    [
      "a GLOBAL entry",
      [{ type: "GLOBAL", global: { shared_state: {}, stream_states: [stream("notes", { page: 2 })] } }],
    ],
    [
      "the state of another implementation",
      [{ type: "STREAM", stream: stream("notes", { slices: [], state_type: "date-range" }) }],
    ],
    ["the state of a stream that is gone", [{ type: "STREAM", stream: stream("gone", { page: 2 }) }]],
  ];
  test.each(states)("state with %s is accepted, and everything is read", async (_what, state) => {
    const output = await run("read", { state });
    expect([output.status, output.errors(), output.logs("WARN")]).toEqual([0, [], []]);
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
  });

  test("a state that makes no sense is a WARN, and everything is read", async () => {
    const output = await run("read", { state: ["?", { type: "STREAM", stream: stream("notes", "page 2") }] });
    expect(output.logs("WARN")).toEqual([
      "The state was not understood and its part starts over: entry 0 is not an object.",
      'The state was not understood and its part starts over: the part of "notes" is not an object.',
    ]);
    expect([output.status, output.counts()]).toEqual([0, { projects: 5, tasks: 3, notes: 3 }]);
  });

  test("a stream that an earlier attempt finished repeats its state and reads nothing", async () => {
    const done = { __ab_full_refresh_sync_complete: true };
    const output = await run("read", {
      catalog: configuredCatalog(["notes"]),
      state: [{ type: "STREAM", stream: stream("notes", done) }],
    });
    expect(output.order("notes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.states("notes")).toEqual([{ data: done, recordCount: 0 }]);
    expect([output.status, acme.api.requests]).toEqual([0, []]);
    expect(output.logs("WARN")).toEqual([
      "notes: nothing was read, for the given state says that an earlier attempt read it all",
    ]);
  });
});

describe("the catalog", () => {
  test("sync mode incremental on a full-refresh stream is read in full", async () => {
    const output = await run("read", { catalog: configuredCatalog(["notes"], "incremental") });
    expect([output.status, output.records("notes")]).toEqual([0, acme.account.notes]);
  });

  const [entry] = configuredCatalog(["notes"])["streams"] as JsonObject[];
  const unusable: readonly (readonly [string, JsonValue, string])[] = [
    ["a sync mode INVALID", { streams: [{ ...entry, sync_mode: "INVALID" }] }, "streams.0.sync_mode"],
    ["no sync mode", { streams: [{ ...entry, sync_mode: null }] }, "streams.0.sync_mode"],
    ["a stream without a name", { streams: [{ ...entry, stream: {} }] }, "streams.0.stream.name"],
    ["no list of streams", {}, "streams"],
    ["a list", [], "the file"],
  ];
  test.each(unusable)("%s is refused with a TRACE ERROR that says where, and exit 1", async (_what, catalog, where) => {
    const output = await run("read", { catalog });
    expect([output.status, output.of("RECORD"), acme.api.requests]).toEqual([1, [], []]);
    expect(output.errors()).toEqual([expect.objectContaining({ message: expect.stringContaining(`${where}: `) })]);
  });

  test("a stale schema, nulls and unknown keys do no harm", async () => {
    const stale = {
      ...entry,
      stream: { name: "notes", json_schema: null },
      cursor_field: null,
      generation_id: 1,
      new_key: {},
    };
    expect((await run("read", { catalog: { streams: [stale] } })).counts()).toEqual({ notes: 3 });
  });

  test("only its streams are read, under their exact names", async () => {
    const output = await run("read", { catalog: configuredCatalog(["tasks"]) });
    expect(output.counts()).toEqual({ tasks: 3 });
    expect(
      new Set(
        output
          .of("TRACE")
          .map(({ stream_status }) => JSON.stringify((stream_status as JsonObject)["stream_descriptor"])),
      ),
    ).toEqual(new Set(['{"name":"tasks"}']));
  });

  test("a stream that the source does not have is INCOMPLETE with a trace, the rest is read, and the exit is 1", async () => {
    const output = await run("read", { catalog: configuredCatalog(["Notes", "notes"]) });
    expect([output.status, output.counts()]).toEqual([1, { notes: 3 }]);
    expect([output.statuses("Notes"), output.statuses("notes").at(-1)]).toEqual([["INCOMPLETE"], "COMPLETE"]);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        stream_descriptor: { name: "Notes" },
        message: expect.stringMatching(/"Notes".*no such stream.*projects, tasks, notes/),
        failure_type: "config_error",
      }),
    ]);
    expect(output.logs("ERROR")).toEqual([expect.stringMatching(/^Notes: failed after 0 records: .*no such stream/)]);
  });

  test.each([
    ["is no catalog", { strems: [] }],
    ["has a mode that there is not", { streams: [{ stream: { name: "notes" }, sync_mode: "some" }] }],
  ])("that %s is TRACE config_error and exit 1, for the user can mend it", async (_what, catalog) => {
    const output = await run("read", { catalog });
    expect([output.status, output.counts()]).toEqual([1, {}]);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringMatching(/^The catalog cannot be used: streams.* It must be a configured catalog/),
      }),
    ]);
    expect(output.errors()[0]).not.toHaveProperty("stream_descriptor");
  });
});

describe("messages", () => {
  test("records without a field are dropped, and not counted", async () => {
    acme.account.notes.splice(1, 0, {});
    const output = await run("read", { streams: ["notes"] });
    expect(output.records("notes")).toEqual([
      { id: 1, body: "Note 1" },
      { id: 2, body: "Note 2" },
      { id: 3, body: "Note 3" },
    ]);
    expect(output.states("notes").map(({ recordCount }) => recordCount)).toEqual([3]);
  });

  test("emitted_at is a whole number of milliseconds since 1970", async () => {
    const output = await run("read", { clock: new FastClock(1_700_000_000_000) });
    const times = [...output.of("RECORD"), ...output.of("TRACE")].map((message) => message["emitted_at"]);
    expect(times.length).toBe(5 + 3 + 3 + 3 * 3);
    expect(new Set(times)).toEqual(new Set([1_700_000_000_000]));
  });

  test("the level of a warning is WARN, and each level is one of the protocol's", async () => {
    acme.account.notes = [];
    const levels = new Set((await run("read", { debug: true })).of("LOG").map(({ level }) => level));
    expect([...levels].sort()).toEqual(["DEBUG", "INFO", "WARN"]);
  });

  test("the order is STARTED, RUNNING, records, state, COMPLETE, also for a stream without records", async () => {
    acme.account.notes = [];
    const output = await run("read");
    expect(output.order("projects")).toMatch(/^STARTED RUNNING (RECORD STATE )+COMPLETE$/);
    expect(output.order("tasks")).toMatch(/^STARTED RUNNING (RECORD STATE )+COMPLETE$/);
    expect(output.order("notes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.status).toBe(0);
  });

  test("recordCount counts since the state before it, and sums to the records", async () => {
    const output = await run("read");
    for (const [stream, records] of Object.entries({ projects: 5, tasks: 3, notes: 3 })) {
      const sum = output.states(stream).reduce((total, { recordCount }) => total + recordCount, 0);
      expect([stream, sum, output.records(stream).length]).toEqual([stream, records, records]);
    }
  });

  test("discover describes each stream as an object with nullable fields, closed to nothing", async () => {
    const [catalog] = (await run("discover")).of("CATALOG");
    const streams = catalog?.["streams"] as JsonObject[];
    expect(streams.map(({ name }) => name)).toEqual(["projects", "tasks", "notes"]);
    expect(streams[0]).toEqual({
      name: "projects",
      json_schema: expect.objectContaining({
        type: "object",
        properties: {
          id: { type: "string" },
          name: { type: ["null", "string"] },
          size: { type: ["null", "integer"] },
          created_at: { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
        },
      }),
      supported_sync_modes: ["full_refresh"],
      source_defined_cursor: true,
      source_defined_primary_key: [["id"]],
      is_resumable: true,
    });
    expect(streams[2]).toMatchObject({ supported_sync_modes: ["full_refresh"], is_resumable: false });
    expect(streams[2]).not.toHaveProperty("source_defined_cursor");
    expect(JSON.stringify(streams)).not.toContain('"additionalProperties":false');
    expect(acme.api.requests).toEqual([]);
  });
});

describe("a stream that fails", () => {
  test.each([
    ["refused", { status: 403 }, "config_error"],
    ["of a server that is down", { status: 500 }, "transient_error"],
    ["that is not understood", { json: { items: "none" } }, "system_error"],
  ])("%s: state, TRACE ERROR, INCOMPLETE; the others go on; exit 1", async (_what, reply, type) => {
    const second = ({ path, query }: { path: string; query: URLSearchParams }) =>
      path === "/v1/projects" && query.get("cursor") === "2";
    acme.api.inject({ at: second, reply, times: Number.POSITIVE_INFINITY });
    const output = await run("read", { streams: ["projects", "notes"] });
    expect(output.order("projects")).toBe("STARTED RUNNING RECORD STATE ERROR INCOMPLETE");
    expect(output.states("projects").map(({ recordCount }) => recordCount)).toEqual([2]);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: type,
        stream_descriptor: { name: "projects" },
        message: expect.stringMatching(/^Stream "projects": /),
      }),
    ]);
    expect([output.status, output.records("notes"), output.statuses("notes").at(-1)]).toEqual([
      1,
      acme.account.notes,
      "COMPLETE",
    ]);
  });
});

describe("a rate limit", () => {
  test("is RUNNING with one RATE_LIMITED reason and the time it ends, once per wait", async () => {
    const reply = { status: 429, headers: { "retry-after": "7" } };
    acme.api.inject({ at: atNotes, reply, times: 2 });
    const output = await run("read", { streams: ["notes"], clock: new FastClock(1_700_000_000_000) });
    expect(output.statuses("notes")).toEqual([
      "STARTED",
      "RUNNING",
      "RUNNING RATE_LIMITED",
      "RUNNING RATE_LIMITED",
      "COMPLETE",
    ]);
    const reasons = output.of("TRACE").flatMap(({ stream_status }) => (stream_status as JsonObject)["reasons"] ?? []);
    expect(reasons).toEqual([
      { type: "RATE_LIMITED", rate_limited: { quota_reset: 1_700_000_007_000 } },
      { type: "RATE_LIMITED", rate_limited: { quota_reset: 1_700_000_014_000 } },
    ]);
    expect(output.status).toBe(0);
  });
});

describe("secrets", () => {
  const forms = Object.entries(secretForms(SECRET));
  test.each(forms)("an error body that repeats it %s is masked, with --debug too", async (_name, form) => {
    acme.api.inject({ at: atNotes, reply: { status: 400, text: `no access for [${form}]` } });
    acme.api.inject({ at: atProjects, reply: { text: `<p>${form}</p>` }, times: 9 });
    const output = await run("read", { debug: true });
    expect(output.stdout).toContain("no access for [");
    expect(
      output
        .errors()
        .map((error) => error["internal_message"])
        .join(),
    ).toContain("**");
    expect(shownForms(SECRET, output.stdout)).toEqual([]);
  });

  test("a failed check shows none either", async () => {
    acme.api.inject({ at: ({ path }) => path === "/v1/me", reply: { status: 401, json: { key: SECRET } } });
    const output = await run("check", { debug: true });
    expect(output.of("CONNECTION_STATUS")[0]?.["status"]).toBe("FAILED");
    expect(shownForms(SECRET, output.stdout)).toEqual([]);
  });
});

async function facts(file: string) {
  const { mtimeMs, ctimeMs, size, mode } = await stat(file);
  return { content: await readFile(file, "utf8"), mtimeMs, ctimeMs, size, mode };
}
