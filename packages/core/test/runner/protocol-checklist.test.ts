/** The checklist for a drop-in source, line by line; how the process ends on signals and closed pipes is in ../cli. */
import { readFile, stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, SECRET, startAcme } from "./support/acme.js";
import { runAcme, temporaryFile } from "./support/process.js";
import { encodedSecrets, leakedEncodings } from "./support/secret-forms.js";

let acme: FakeAcme;
const run = (command: Parameters<typeof runSource>[1], options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new Acme(), command, { config: acme.config, ...options });

beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

describe("spec", () => {
  test("writes a single line and needs no config, environment or network", async () => {
    const { stdout, stderr, status, output } = await runAcme(["spec"], { environment: { LOG_LEVEL: "debug" } });
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(output.lines).toHaveLength(1);
    expect(stdout.startsWith('{"type":"SPEC","spec":{')).toBe(true);
    expect(acme.api.requests).toEqual([]);
  });

  test("marks the secret and lists the required settings", async () => {
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
    "is accepted by %s with _limit and _page_size, without a warning",
    async (name) => {
      const output = await run(name, { config: { ...acme.config, _limit: 5, _page_size: 1 } });
      expect(output.status).toBe(0);
      expect(output.logs("WARN")).toEqual([]);
    },
  );

  test("causes FAILED and exit 0 in check if it is invalid, with path and remedy but never the value", async () => {
    const config = { ...acme.config, api_key: "", page_limit: "twelve-and-a-half", account: null };
    const output = await run("check", { config });
    expect(output.status).toBe(0);
    expect(output.of("CONNECTION_STATUS")).toEqual([
      { status: "FAILED", message: expect.stringMatching(/api_key is missing.*account is missing.*page_limit: /) },
    ]);
    expect(output.stdout).not.toContain("twelve-and-a-half");
    expect(acme.api.requests).toEqual([]);
  });

  test.each(["discover", "read"] as const)(
    "causes TRACE config_error and exit 1 in %s if it is invalid",
    async (name) => {
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
    },
  );

  test.each([[null], [[]], ["text"], [7]])("is refused if it is %p and not an object", async (config) => {
    const output = await run("check", { config: config as JsonValue });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toBe("The config must be a JSON object.");
  });
});

describe("input files", () => {
  test("may be read-only and are never changed", async () => {
    const files = await Promise.all([
      temporaryFile("config.txt", acme.config),
      temporaryFile("catalog.txt", configuredCatalog(["notes"], "incremental")),
      temporaryFile("state.txt", []),
    ]);
    const before = await Promise.all(files.map(facts));
    const [config = "", catalog = "", state = ""] = files;
    const { output, stderr } = await runAcme(["read", "--config", config, "--catalog", catalog, "--state", state]);
    expect(output.status).toBe(0);
    expect(stderr).toBe("");
    expect(output.counts()).toEqual({ notes: 3 });
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
  ];
  test.each(states)("may include a state with %s, and everything is read", async (_what, state) => {
    const output = await run("read", { state });
    expect(output.status).toBe(0);
    expect(output.errors()).toEqual([]);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
  });

  test.each<[string, JsonValue]>([
    ["STREAM", [{ type: "STREAM", stream: stream("gone", { page: 2 }) }]],
    ["LEGACY", { gone: { page: 2 } }],
    [
      "Airbyte's API",
      { stateType: "stream", streamState: [{ streamDescriptor: { name: "gone" }, streamState: { page: 2 } }] },
    ],
  ])("cause a warning for the state of an unknown stream in the form of %s", async (_form, state) => {
    const output = await run("read", { state });
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([
      'The state has a part for "gone", but Acme has no such stream. Check the name.',
    ]);
  });

  test("cause a WARN for an invalid state, and everything is read", async () => {
    const output = await run("read", { state: ["?", { type: "STREAM", stream: stream("notes", "page 2") }] });
    expect(output.logs("WARN")).toEqual([
      "A part of the state was not understood and is ignored: entry 0 is not an object.",
      'A part of the state was not understood and is ignored: the part of "notes" is not an object.',
    ]);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
  });

  test("cause no request for a stream that an earlier attempt completed, and its state is repeated", async () => {
    const done = { __ab_full_refresh_sync_complete: true };
    const output = await run("read", {
      catalog: configuredCatalog(["notes"]),
      state: [{ type: "STREAM", stream: stream("notes", done) }],
    });
    expect(output.order("notes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.states("notes")).toEqual([{ data: done, recordCount: 0 }]);
    expect(output.status).toBe(0);
    expect(acme.api.requests).toEqual([]);
    expect(output.logs("WARN")).toEqual([
      "notes: nothing was read, because the given state says that an earlier attempt read it all",
    ]);
  });
});

describe("the catalog", () => {
  test("may request an incremental read of a full-refresh stream, which is read in full", async () => {
    const output = await run("read", { catalog: configuredCatalog(["notes"], "incremental") });
    expect(output.status).toBe(0);
    expect(output.records("notes")).toEqual(acme.account.notes);
  });

  const [entry] = configuredCatalog(["notes"])["streams"] as JsonObject[];
  const unusable: readonly (readonly [string, JsonValue, string])[] = [
    ["a sync mode INVALID", { streams: [{ ...entry, sync_mode: "INVALID" }] }, "streams.0.sync_mode"],
    ["no sync mode", { streams: [{ ...entry, sync_mode: null }] }, "streams.0.sync_mode"],
    ["a stream without a name", { streams: [{ ...entry, stream: {} }] }, "streams.0.stream.name"],
    ["no list of streams", {}, "streams"],
    ["a list", [], "the file"],
  ];
  test.each(unusable)(
    "is refused for %s, with a TRACE ERROR that says where, and exit 1",
    async (_what, catalog, where) => {
      const output = await run("read", { catalog });
      expect(output.status).toBe(1);
      expect(output.of("RECORD")).toEqual([]);
      expect(acme.api.requests).toEqual([]);
      expect(output.errors()).toEqual([expect.objectContaining({ message: expect.stringContaining(`${where}: `) })]);
    },
  );

  test("may have a stale schema, nulls and unknown keys", async () => {
    const stale = {
      ...entry,
      stream: { name: "notes", json_schema: null },
      cursor_field: null,
      generation_id: 1,
      new_key: {},
    };
    expect((await run("read", { catalog: { streams: [stale] } })).counts()).toEqual({ notes: 3 });
  });

  test("selects the streams that are read, by their exact names", async () => {
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

  test("makes an unknown stream INCOMPLETE with a trace and exit 1, and the rest is read", async () => {
    const output = await run("read", { catalog: configuredCatalog(["Notes", "notes"]) });
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({ notes: 3 });
    expect(output.statuses("Notes")).toEqual(["INCOMPLETE"]);
    expect(output.statuses("notes").at(-1)).toBe("COMPLETE");
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
    ["is not a catalog", { strems: [] }],
    ["has an unknown sync mode", { streams: [{ stream: { name: "notes" }, sync_mode: "some" }] }],
  ])("is a TRACE config_error and exit 1 if it %s", async (_what, catalog) => {
    const output = await run("read", { catalog });
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({});
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringMatching(/^The catalog is invalid: streams.* Pass a configured catalog/),
      }),
    ]);
    expect(output.errors()[0]).not.toHaveProperty("stream_descriptor");
  });
});

describe("messages", () => {
  test("include no record without fields, which is not counted either", async () => {
    acme.account.notes.splice(1, 0, {});
    const output = await run("read", { streams: ["notes"] });
    expect(output.records("notes")).toEqual([
      { id: 1, body: "Note 1" },
      { id: 2, body: "Note 2" },
      { id: 3, body: "Note 3" },
    ]);
    expect(output.states("notes").map(({ recordCount }) => recordCount)).toEqual([3]);
  });

  test("have emitted_at as a whole number of milliseconds since 1970", async () => {
    const output = await run("read", { clock: new FastClock(1_700_000_000_000) });
    const times = [...output.of("RECORD"), ...output.of("TRACE")].map((message) => message["emitted_at"]);
    expect(times.length).toBe(5 + 3 + 3 + 3 * 3);
    expect(new Set(times)).toEqual(new Set([1_700_000_000_000]));
  });

  test("use the protocol's log levels, and WARN for a warning", async () => {
    acme.account.notes = [];
    const levels = new Set((await run("read", { debug: true })).of("LOG").map(({ level }) => level));
    expect([...levels].sort()).toEqual(["DEBUG", "INFO", "WARN"]);
  });

  test("follow the order STARTED, RUNNING, records, state, COMPLETE, even without records", async () => {
    acme.account.notes = [];
    const output = await run("read");
    expect(output.order("projects")).toMatch(/^STARTED RUNNING (RECORD STATE )+COMPLETE$/);
    expect(output.order("tasks")).toMatch(/^STARTED RUNNING (RECORD STATE )+COMPLETE$/);
    expect(output.order("notes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.status).toBe(0);
  });

  test("have recordCounts that add up to the number of records", async () => {
    const output = await run("read");
    for (const [stream, records] of Object.entries({ projects: 5, tasks: 3, notes: 3 })) {
      const sum = output.states(stream).reduce((total, { recordCount }) => total + recordCount, 0);
      expect([stream, sum, output.records(stream).length]).toEqual([stream, records, records]);
    }
  });

  test("describe each stream in discover as an open object with nullable fields", async () => {
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
    ["is refused", { status: 403, json: { error: "refused" } }, "config_error"],
    ["has an unavailable server", { status: 500 }, "transient_error"],
    ["gets an invalid reply", { json: { items: "none" } }, "system_error"],
  ])("that %s ends with state, TRACE ERROR and INCOMPLETE; the others continue; exit 1", async (_what, reply, type) => {
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
    expect(output.status).toBe(1);
    expect(output.records("notes")).toEqual(acme.account.notes);
    expect(output.statuses("notes").at(-1)).toBe("COMPLETE");
  });
});

describe("a rate limit", () => {
  test("is reported as RUNNING with one RATE_LIMITED reason and its end, once per wait", async () => {
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
  const forms = Object.entries(encodedSecrets(SECRET));
  test.each(forms)("are masked in an error body that repeats them %s, even with --debug", async (_name, form) => {
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
    expect(leakedEncodings(SECRET, output.stdout)).toEqual([]);
  });

  test("are masked in the message of a failed check", async () => {
    acme.api.inject({ at: ({ path }) => path === "/v1/me", reply: { status: 401, json: { key: SECRET } } });
    const output = await run("check", { debug: true });
    expect(output.of("CONNECTION_STATUS")[0]?.["status"]).toBe("FAILED");
    expect(leakedEncodings(SECRET, output.stdout)).toEqual([]);
  });
});

async function facts(file: string) {
  const { mtimeMs, ctimeMs, size, mode } = await stat(file);
  return { content: await readFile(file, "utf8"), mtimeMs, ctimeMs, size, mode };
}
