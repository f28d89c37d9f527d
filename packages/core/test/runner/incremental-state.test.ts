/** Incremental reads as a platform sees them: which state goes in, which come out, and what a person is told. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type JsonObject, type JsonValue, NewestFirst } from "@sluice/core";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import { streamTable } from "../../src/runner/stream-table.js";
import { Acme, atProjects, type FakeAcme, Notes, Projects, startAcme } from "./support/acme.js";

/** The projects, read by the time of their creation. */
class Changes extends Projects {
  override readonly name = "changes";
  override readonly cursor = new NewestFirst("created_at");
}

class ChangingAcme extends Acme {
  protected override readonly streams = [Changes, Projects, Notes];
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
  test("without a state takes everything, and its one state comes last", async () => {
    const output = await incrementally("changes");
    expect(output.order("changes")).toBe("STARTED RUNNING RECORD STATE COMPLETE");
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
    expect([output.status, output.logs("WARN")]).toEqual([0, []]);
  });

  test("with one takes what is new, and recordCount sums to it", async () => {
    const output = await incrementally("changes", given("changes", upTo(17)));
    expect(ids(output.records("changes"))).toEqual(["p20", "p18"]);
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 2 }]);
  });

  test("of which nothing is new sends the state back once, and warns of nothing", async () => {
    const output = await incrementally("changes", given("changes", upTo(21)));
    expect(output.order("changes")).toBe("STARTED RUNNING STATE COMPLETE");
    expect(output.states("changes")).toEqual([{ data: upTo(21), recordCount: 0 }]);
    expect([output.status, output.logs("WARN")]).toEqual([0, []]);
  });

  test("that finds nothing in the place of everything is worth a warning", async () => {
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
  test.each(shapes)("goes on from a state that comes as %s", async (_what, state) => {
    const output = await incrementally("changes", state);
    expect([ids(output.records("changes")), output.logs("WARN")]).toEqual([["p20", "p18"], []]);
  });
});

describe("a state that is not one to go on from", () => {
  test.each<[string, JsonObject]>([
    ["another field", { updated_at: day(17) }],
    ["a value that is no time", { created_at: "page 2" }],
    ["the place of a full refresh", { cursor: 4 }],
    ["the end of a full refresh", COMPLETE],
    ["another implementation's", { slices: [], state_type: "date-range" }],
  ])("is a WARN that names the stream, which is read from its beginning: %s", async (_what, state) => {
    const output = await incrementally("changes", given("changes", state));
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: .*saved state.*from its beginning\.$/)]);
    expect([output.status, output.counts()]).toEqual([0, { changes: 5 }]);
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
  });

  test("of a full refresh is that of an incremental read", async () => {
    const output = await read({ catalog: configuredCatalog(["changes"]), state: given("changes", upTo(17)) });
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: /)]);
    expect([output.counts(), output.states("changes").at(-1)?.data]).toEqual([{ changes: 5 }, COMPLETE]);
  });
});

describe("a state that lies in the future", () => {
  const future = { created_at: "2026-03-03T00:00:00Z" };

  test("is one WARN; nothing is later, and the state comes back", async () => {
    const output = await incrementally("changes", given("changes", future));
    expect(output.logs("WARN")).toEqual([expect.stringMatching(/^changes: .*in the future/)]);
    expect([output.status, output.counts()]).toEqual([0, {}]);
    expect(output.states("changes")).toEqual([{ data: future, recordCount: 0 }]);
  });

  test("by less than a day is none, for clocks differ", async () => {
    const output = await incrementally("changes", given("changes", { created_at: "2026-03-02T11:59:00Z" }));
    expect(output.logs("WARN")).toEqual([]);
  });
});

describe("a stream that fails", () => {
  const last = async (state?: JsonValue) => {
    const output = await incrementally("changes", state);
    expect([output.status, output.statuses("changes").at(-1)]).toEqual([1, "INCOMPLETE"]);
    const states = output.states("changes");
    expect(states.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(output.records("changes").length);
    return states.map(({ data }) => data);
  };

  test("at its first page sends the state again that it was given", async () => {
    acme.api.inject({ at: atProjects, reply: { status: 403 } });
    expect(await last(given("changes", upTo(13)))).toEqual([upTo(13)]);
  });

  test("at a later page too, for it does not claim what it read", async () => {
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "2", reply: { status: 403 } });
    expect(await last(given("changes", upTo(13)))).toEqual([upTo(13)]);
  });

  test("sends the sign that there is no cursor only where none was given, or none that is understood", async () => {
    acme.api.inject({ at: atProjects, times: 2, reply: { status: 403 } });
    expect(await last()).toEqual([NO_CURSOR]);
    expect(await last(given("changes", { page: 2 }))).toEqual([NO_CURSOR]);
  });

  test("in a full refresh sends the place again that it was given", async () => {
    acme.api.inject({ at: atProjects, reply: { status: 403 } });
    const catalog = configuredCatalog(["projects"]);
    const output = await read({ catalog, state: given("projects", { cursor: 4 }) });
    expect(output.states("projects")).toEqual([{ data: { cursor: 4 }, recordCount: 0 }]);
  });
});

describe("--limit", () => {
  test.each<[string, JsonValue, JsonObject]>([
    ["a state was given", given("changes", upTo(13)), upTo(13)],
    ["none was given", [], NO_CURSOR],
  ])("claims nothing of what it cut off, where %s", async (_what, state, expected) => {
    for (const limit of [1, 2, 3]) {
      const output = await incrementally("changes", state, { limit });
      expect(output.states("changes")).toEqual([{ data: expected, recordCount: limit }]);
    }
  });

  test("that is not reached changes nothing", async () => {
    const output = await incrementally("changes", given("changes", upTo(13)), { limit: 9 });
    expect(output.states("changes")).toEqual([{ data: upTo(20), recordCount: 4 }]);
  });
});

describe("without a catalog", () => {
  test("a state makes the read incremental, also that of another stream or an empty one", async () => {
    expect(ids((await read({ state: given("changes", upTo(17)) })).records("changes"))).toEqual(["p20", "p18"]);
    for (const state of [given("notes", { x: 1 }), []]) {
      expect((await read({ state })).states("changes")).toEqual([{ data: upTo(20), recordCount: 5 }]);
    }
  });

  test("and without a state all is read in full, in a way that can be gone on with", async () => {
    const states = (await read()).states("changes").map(({ data }) => data);
    expect([states[0], states.at(-1)]).toEqual([{ cursor: 2 }, COMPLETE]);
  });
});

describe("a stream that can only be read whole, asked for what is new", () => {
  test.each<[string, JsonValue]>([
    ["nothing", []],
    ["that an earlier attempt read it all", given("projects", COMPLETE)],
    ["a page", given("projects", { cursor: 4 })],
    ["a time", given("projects", upTo(17))],
  ])("is read whole though the state says %s, and ends with the sign that there is no cursor", async (_what, state) => {
    const output = await incrementally("projects", state);
    expect([output.status, output.counts(), output.logs("WARN")]).toEqual([0, { projects: 5 }, []]);
    expect(output.states("projects")).toEqual([{ data: NO_CURSOR, recordCount: 5 }]);
  });
});

test("discover tells by which field a stream is read incrementally", async () => {
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

test("the table of streams tells by what one is read incrementally", () => {
  const lines = streamTable(new ChangingAcme().describe()).split("\n");
  expect(lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^stream +key +incremental +what a record is$/),
    expect.stringMatching(/^changes +id +by created_at: .+ {2}Projects of the account\.$/),
    expect.stringMatching(/^projects +id +no +Projects of the account\.$/),
  ]);
});
