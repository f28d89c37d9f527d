/** Incremental reads as a platform sees them: the state that goes in, the states that come out, and the log. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DescendingCursor, type JsonObject, type JsonValue } from "@sluice/core";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import { streamTable } from "../../src/runner/stream-table.js";
import { Acme, atProjects, type FakeAcme, Notes, Projects, startAcme } from "./support/acme.js";

/** The projects, read by the time of their creation. */
class Changes extends Projects {
  override readonly name = "changes";
  override readonly cursor = new DescendingCursor({ field: "created_at" });
}

class ChangingAcme extends Acme {
  override readonly streams = [Changes, Projects, Notes];
}

const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const NO_CURSOR = { __ab_no_cursor_state_message: true };
const COMPLETE = { __ab_full_refresh_sync_complete: true };

const day = (date: number) => `2026-02-${String(date).padStart(2, "0")}T00:00:00Z`;
const upTo = (date: number) => ({ created_at: day(date) });
const entry = (name: string, state: JsonValue) => ({ stream_descriptor: { name }, stream_state: state });
const given = (name: string, state: JsonValue) => [{ type: "STREAM", stream: entry(name, state) }];

let acme: FakeAcme;

beforeEach(async () => {
  acme = await startAcme();
  acme.account.projects = [20, 18, 16, 14, 12].map((date) => ({ id: `p${date}`, created_at: day(date) }));
});
afterEach(() => acme.api.close());

const read = (options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new ChangingAcme(), "read", { config: acme.config, clock: new FastClock(NOW_MS), ...options });
const incrementally = (name: string, state?: JsonValue, more: Parameters<typeof runSource>[2] = {}) =>
  read({ catalog: configuredCatalog([name], "incremental"), ...(state === undefined ? {} : { state }), ...more });
const ids = (records: readonly JsonObject[]) => records.map(({ id }) => id);

describe("an incremental read", () => {
  test("reads everything without a state, and sends one state at the end", async () => {
    const output = await incrementally("changes");
    expect(output.order("changes")).toBe("STARTED RUNNING RECORD STATE COMPLETE");
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([]);
  });

  test("reads only new records with a state, and counts them in recordCount", async () => {
    const output = await incrementally("changes", given("changes", upTo(17)));
    expect(ids(output.records("changes"))).toEqual(["p20", "p18"]);
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 2 }]);
  });

  test("sends the given state once and does not warn if no record is new", async () => {
    const output = await incrementally("changes", given("changes", upTo(21)));
    expect(output.order("changes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.states("changes")).toEqual([{ data: upTo(21), recordCount: 0 }]);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([]);
  });

  test("warns if a read without a state finds no records", async () => {
    acme.account.projects = [];
    const output = await incrementally("changes");
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: no records \(/)]);
    expect(output.states("changes")).toEqual([{ data: NO_CURSOR, recordCount: 0 }]);
  });

  const shapes: readonly (readonly [string, JsonValue])[] = [
    ["STREAM", given("changes", upTo(17))],
    ["in its envelope", [{ type: "STATE", state: { type: "STREAM", stream: entry("changes", upTo(17)) } }]],
    ["GLOBAL", [{ type: "GLOBAL", global: { shared_state: {}, stream_states: [entry("changes", upTo(17))] } }]],
    ["LEGACY", [{ type: "LEGACY", data: { changes: upTo(17), notes: null } }]],
    ["an old object", { changes: upTo(17) }],
  ];
  test.each(shapes)("resumes from a state of the form: %s", async (_what, state) => {
    const output = await incrementally("changes", state);
    expect(ids(output.records("changes"))).toEqual(["p20", "p18"]);
    expect(output.logs("WARN")).toEqual([]);
  });
});

describe("a state that cannot be resumed", () => {
  test.each<[string, JsonObject]>([
    ["another field", { updated_at: day(17) }],
    ["an invalid time", { created_at: "page 2" }],
    ["the cursor of a full refresh", { cursor: 4 }],
    ["the end of a full refresh", COMPLETE],
    ["another implementation's", { slices: [], state_type: "date-range" }],
  ])("is a WARN that names the stream, which is read from its start: %s", async (_what, state) => {
    const output = await incrementally("changes", given("changes", state));
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: .*saved state.*from its beginning\.$/)]);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ changes: 5 });
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
  });

  test("is ignored with a WARN if it is an incremental state in a full refresh", async () => {
    const output = await read({ catalog: configuredCatalog(["changes"]), state: given("changes", upTo(17)) });
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: /)]);
    expect(output.counts()).toEqual({ changes: 5 });
    expect(output.states("changes").at(-1)?.data).toEqual(COMPLETE);
  });
});

describe("a state in the future", () => {
  const future = { created_at: "2026-03-03T00:00:00Z" };

  test("causes one WARN, no records, and is sent again unchanged", async () => {
    const output = await incrementally("changes", given("changes", future));
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: .*in the future/)]);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({});
    expect(output.states("changes")).toEqual([{ data: future, recordCount: 0 }]);
  });

  test("causes no WARN if it is less than a day ahead, because clocks differ", async () => {
    const output = await incrementally("changes", given("changes", { created_at: "2026-03-02T11:59:00Z" }));
    expect(output.logs("WARN")).toEqual([]);
  });
});

describe("a failed incremental stream", () => {
  const last = async (state?: JsonValue) => {
    const output = await incrementally("changes", state);
    expect(output.status).toBe(1);
    expect(output.statuses("changes").at(-1)).toBe("INCOMPLETE");
    const states = output.states("changes");
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(output.records("changes").length);
    return states.map(({ data }) => data);
  };

  test("sends the given state again after a failure at its first page", async () => {
    acme.api.inject({ at: atProjects, reply: { status: 403, json: { error: "refused" } } });
    expect(await last(given("changes", upTo(13)))).toEqual([upTo(13)]);
  });

  test("sends the given state again after a failure at a later page, because the records are incomplete", async () => {
    acme.api.inject({
      at: ({ query }) => query.get("cursor") === "2",
      reply: { status: 403, json: { error: "refused" } },
    });
    expect(await last(given("changes", upTo(13)))).toEqual([upTo(13)]);
  });

  test("sends the no-cursor state if no valid state was given", async () => {
    acme.api.inject({ at: atProjects, times: 2, reply: { status: 403, json: { error: "refused" } } });
    expect(await last()).toEqual([NO_CURSOR]);
    expect(await last(given("changes", { page: 2 }))).toEqual([NO_CURSOR]);
  });

  test("sends the given page of a full refresh again", async () => {
    acme.api.inject({ at: atProjects, reply: { status: 403, json: { error: "refused" } } });
    const catalog = configuredCatalog(["projects"]);
    const output = await read({ catalog, state: given("projects", { cursor: 4 }) });
    expect(output.states("projects")).toEqual([{ data: { cursor: 4 }, recordCount: 0 }]);
  });
});

describe("--limit", () => {
  test.each<[string, JsonValue, JsonObject]>([
    ["a state was given", given("changes", upTo(13)), upTo(13)],
    ["none was given", [], NO_CURSOR],
  ])("does not advance the state past the limit if %s", async (_what, state, expected) => {
    for (const limit of [1, 2, 3]) {
      const output = await incrementally("changes", state, { limit });
      expect(output.states("changes")).toEqual([{ data: expected, recordCount: limit }]);
    }
  });

  test("does not change the state if the limit is not reached", async () => {
    const output = await incrementally("changes", given("changes", upTo(13)), { limit: 9 });
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 4 }]);
  });
});

describe("a read without a catalog", () => {
  test("is incremental with any state, even an empty one or that of another stream", async () => {
    expect(ids((await read({ state: given("changes", upTo(17)) })).records("changes"))).toEqual(["p20", "p18"]);
    for (const state of [given("notes", { x: 1 }), []]) {
      expect((await read({ state })).states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
    }
  });

  test("is a resumable full refresh without a state", async () => {
    const states = (await read()).states("changes").map(({ data }) => data);
    expect(states[0]).toEqual({ cursor: 2 });
    expect(states.at(-1)).toEqual(COMPLETE);
  });
});

describe("an incremental read of a stream without a cursor", () => {
  test.each<[string, JsonValue]>([
    ["nothing", []],
    ["that an earlier attempt read it all", given("projects", COMPLETE)],
    ["a page", given("projects", { cursor: 4 })],
    ["a time", given("projects", upTo(17))],
  ])("reads everything and ends with the no-cursor state, although the given state says %s", async (_what, state) => {
    const output = await incrementally("projects", state);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ projects: 5 });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.states("projects")).toEqual([{ data: NO_CURSOR, recordCount: 5 }]);
  });
});

test("discover writes the cursor field of an incremental stream", async () => {
  const output = await runSource(new ChangingAcme(), "discover", { config: acme.config });
  const [catalog = {}] = output.of("CATALOG");
  const [changes, projects] = catalog["streams"] as JsonObject[];
  expect(changes).toMatchObject({
    name: "changes",
    supported_sync_modes: ["full_refresh", "incremental"],
    source_defined_cursor: true,
    default_cursor_field: ["created_at"],
    is_resumable: true,
  });
  expect(projects).toMatchObject({ supported_sync_modes: ["full_refresh"] });
  expect(projects).not.toHaveProperty("default_cursor_field");
});

test("the table of streams shows the cursor field of an incremental stream", () => {
  const lines = streamTable(new ChangingAcme().describe()).split("\n");
  expect(lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^stream +key +incremental +what a record is$/),
    expect.stringMatching(/^changes +id +by created_at: .+ {2}Projects of the account\.$/),
    expect.stringMatching(/^projects +id +no +Projects of the account\.$/),
  ]);
});
