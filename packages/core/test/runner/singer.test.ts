/** A connector as a Singer tap: its inputs, its outputs, and what a target may rely on. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DescendingCursor, type JsonObject, type JsonValue } from "@sluice/core";
import { Acme, atNotes, atProjects, type FakeAcme, Notes, Projects, SECRET, startAcme } from "./support/acme.js";
import { leakedEncodings } from "./support/secret-forms.js";
import { catalogOf, runTap, type TapOptions } from "./support/singer.js";

/** The projects, read by the time of their creation. */
class Changes extends Projects {
  override readonly name = "changes";
  override readonly cursor = new DescendingCursor({ field: "created_at" });
}

class ChangingAcme extends Acme {
  override readonly streams = [Changes, Projects, Notes];
}

const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const day = (date: number) => `2026-02-${String(date).padStart(2, "0")}T00:00:00Z`;
const upTo = (date: number) => ({ created_at: day(date) });
const bookmarks = (streams: JsonObject) => ({ bookmarks: streams });
const selected = (names: readonly string[], more: JsonObject = {}) =>
  catalogOf(Object.fromEntries(names.map((name) => [name, { selected: true, ...more }])));

let acme: FakeAcme;

beforeEach(async () => {
  acme = await startAcme();
  acme.account.projects = [20, 18, 16, 14, 12].map((date) => ({ id: `p${date}`, created_at: day(date) }));
});
afterEach(() => acme.api.close());

const read = (options: Partial<TapOptions> = {}) =>
  runTap(new ChangingAcme(), "read", { config: acme.config, nowMs: NOW_MS, ...options });
const discover = () => runTap(new ChangingAcme(), "discover", { config: acme.config });
const ids = (records: readonly JsonObject[]) => records.map(({ id }) => id);

describe("the output of a tap", () => {
  test("has only SCHEMA, RECORD and STATE lines; logs are on stderr", async () => {
    const output = await read();
    expect([...new Set(output.lines.map(({ type }) => type))].sort()).toEqual(["RECORD", "SCHEMA", "STATE"]);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ changes: 5, projects: 5, notes: 3 });
    expect(output.stderr).toMatch(/^INFO {2}changes: started$/m);
    expect(output.stderr).toMatch(/^INFO {2}Summary of the read:\n/m);
  });

  test("has one SCHEMA for each stream, with keys and bookmark, before its first record", async () => {
    const output = await read();
    for (const name of ["changes", "projects", "notes"]) {
      const types = output.lines.filter(({ stream }) => stream === name).map(({ type }) => type);
      expect(types.indexOf("SCHEMA")).toBe(0);
      expect(types.lastIndexOf("SCHEMA")).toBe(0);
    }
    const [changes] = output.of("SCHEMA", "changes");
    expect(changes).toMatchObject({ key_properties: ["id"], bookmark_properties: ["created_at"] });
    expect(changes?.["schema"]).toMatchObject({ type: "object", properties: { id: { type: "string" } } });
    const [notes] = output.of("SCHEMA", "notes");
    expect(notes).toMatchObject({ key_properties: [] });
    expect(notes).not.toHaveProperty("bookmark_properties");
  });

  test("has the SCHEMA of a stream without records", async () => {
    acme.account.notes = [];
    const output = await read({ catalog: selected(["notes"]) });
    expect(output.lines.map(({ type }) => type)).toEqual(["SCHEMA", "STATE"]);
  });

  test("has the unchanged bytes of each record", async () => {
    const record = '{"id": 9007199254740993, "body":"\\u20ac", "share":1.10, "far":1e400}';
    acme.api.inject({ at: atNotes, reply: { text: `{"items":[${record}]}` } });
    const output = await read({ catalog: selected(["notes"]) });
    expect(output.stdout.split("\n")[1]).toMatch(
      /^\{"type":"RECORD","stream":"notes","time_extracted":"2026-03-01T12:00:0\d\.\d{3}Z","record":/,
    );
    expect(output.stdout.split("\n")[1]?.endsWith(`"record":${record}}`)).toBe(true);
  });

  test("has no secret on stderr", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 400, text: `no: ${SECRET}` } });
    const output = await read({ catalog: selected(["notes"]), debug: true });
    expect(output.status).toBe(1);
    expect(output.stderr).toContain("****");
    expect(leakedEncodings(SECRET, output.stderr + output.stdout)).toEqual([]);
  });
});

describe("the state of a tap", () => {
  test("covers the records before it, and is the last line", async () => {
    const output = await read();
    expect(output.lines.at(-1)?.["type"]).toBe("STATE");
    expect(output.state).toEqual(bookmarks({ changes: upTo(20) }));
    const first = output.lines.findIndex(({ value }) => JSON.stringify(value)?.includes(day(20)) === true);
    const before = output.lines.slice(0, first).filter((line) => line["stream"] === "changes");
    expect(before.filter(({ type }) => type === "RECORD")).toHaveLength(5);
  });

  test("makes the next run read only new records", async () => {
    const { state } = await read();
    acme.account.projects.unshift({ id: "p22", created_at: day(22) });
    const output = await read({ state, catalog: selected(["changes"]) });
    expect(ids(output.records("changes"))).toEqual(["p22", "p20"]);
    expect(output.state).toEqual(bookmarks({ changes: upTo(22) }));
  });

  test.each<[string, JsonValue]>([
    ["the value of a STATE", bookmarks({ changes: upTo(17) })],
    ["its whole line", { type: "STATE", value: bookmarks({ changes: upTo(17) }) }],
  ])("is accepted as %s", async (_what, state) => {
    expect(ids((await read({ state })).records("changes"))).toEqual(["p20", "p18"]);
  });

  test("keeps the bookmarks of streams that are not read", async () => {
    const given = bookmarks({ changes: upTo(17), elsewhere: { page: 4 } });
    const output = await read({ catalog: selected(["notes"]), state: given });
    expect(output.counts()).toEqual({ notes: 3 });
    expect(output.state).toEqual(given);
  });

  test("causes a warning if it is invalid, and everything is read", async () => {
    const output = await read({ state: { cursor: 4 }, catalog: selected(["changes"]) });
    expect(output.stderr).toMatch(/^WARN {2}The state was not understood/m);
    expect(output.status).toBe(0);
    expect(output.counts()).toEqual({ changes: 5 });
  });

  test("starts a first run without a warning if it is empty", async () => {
    const output = await read({ state: {}, catalog: selected(["changes"]) });
    expect(output.stderr.includes("WARN")).toBe(false);
    expect(output.counts()).toEqual({ changes: 5 });
  });
});

describe("FULL_TABLE", () => {
  const whole = { "replication-method": "FULL_TABLE" };

  test("reads everything each time, and leaves no state to resume from", async () => {
    const first = await read({ catalog: selected(["projects", "changes"], whole) });
    expect(first.counts()).toEqual({ projects: 5, changes: 5 });
    expect(first.state).toEqual(bookmarks({}));
    const second = await read({ catalog: selected(["projects", "changes"], whole), state: first.state });
    expect(second.counts()).toEqual(first.counts());
  });

  test("ignores a bookmark and keeps it unchanged", async () => {
    for (const saved of [upTo(17), { cursor: 4 }, { __ab_full_refresh_sync_complete: true }]) {
      const state = bookmarks({ changes: saved });
      const output = await read({ catalog: selected(["changes"], whole), state });
      expect([output.counts(), output.state]).toEqual([{ changes: 5 }, state]);
      expect(output.stderr).not.toContain("WARN");
    }
  });
});

describe("the catalog of a tap", () => {
  test("selects every stream if it is used as discover prints it", async () => {
    const { catalog, status } = await discover();
    expect(status).toBe(0);
    expect(catalog.streams.map((stream) => stream["tap_stream_id"])).toEqual(["changes", "projects", "notes"]);
    expect((await read({ catalog })).counts()).toEqual({ changes: 5, projects: 5, notes: 3 });
  });

  test("restricts a read to the selected streams", async () => {
    const { catalog } = await discover();
    for (const stream of catalog.streams) {
      const about = stream.metadata.find(({ breadcrumb }) => breadcrumb.length === 0);
      Object.assign(about?.metadata ?? {}, { selected: stream["stream"] === "notes" });
    }
    const output = await read({ catalog });
    expect(output.counts()).toEqual({ notes: 3 });
    expect(output.of("SCHEMA")).toHaveLength(1);
  });

  test("has keys, bookmarks and replication methods", async () => {
    const [changes, projects] = (await discover()).catalog.streams;
    expect(changes).toMatchObject({ key_properties: ["id"], stream: "changes" });
    expect(changes?.metadata[0]).toEqual({
      breadcrumb: [],
      metadata: {
        inclusion: "available",
        "selected-by-default": true,
        "table-key-properties": ["id"],
        "replication-method": "INCREMENTAL",
        "valid-replication-keys": ["created_at"],
      },
    });
    expect(changes?.metadata[1]).toEqual({ breadcrumb: ["properties", "id"], metadata: { inclusion: "automatic" } });
    expect(projects?.metadata[0]?.metadata).toMatchObject({ "forced-replication-method": "FULL_TABLE" });
  });

  test.each<[string, JsonObject]>([
    ["no selection", { tap_stream_id: "notes" }],
    [
      "false in its metadata",
      { tap_stream_id: "notes", metadata: [{ breadcrumb: [], metadata: { selected: false } }] },
    ],
    ["false outside its metadata", { tap_stream_id: "notes", selected: false }],
  ])("does not select a stream with %s", async (_what, stream) => {
    const output = await read({ catalog: { streams: [stream] } });
    expect(output.status).toBe(0);
    expect(output.stdout).toBe("");
    expect(output.stderr).toMatch(/^WARN {2}The catalog selects no stream/m);
  });

  test.each<[string, JsonObject]>([
    ["in its metadata", { tap_stream_id: "notes", metadata: [{ breadcrumb: [], metadata: { selected: true } }] }],
    ["outside its metadata", { tap_stream_id: "notes", selected: true }],
    ["in its schema", { tap_stream_id: "notes", schema: { selected: true } }],
  ])("selects a stream that is marked %s", async (_what, stream) => {
    expect((await read({ catalog: { streams: [stream] } })).counts()).toEqual({ notes: 3 });
  });

  test("causes a warning for an unselected field, because it is written anyway", async () => {
    const catalog = {
      streams: [
        {
          tap_stream_id: "notes",
          metadata: [
            { breadcrumb: [], metadata: { selected: true } },
            { breadcrumb: ["properties", "body"], metadata: { selected: false } },
          ],
        },
      ],
    };
    const output = await read({ catalog });
    expect(output.stderr).toContain("Fields cannot be left out and are written all the same: notes.body.");
    expect(output.records("notes")).toEqual(acme.account.notes);
  });

  test.each<[string, JsonValue]>([
    ["an Airbyte catalog", { streams: [{ stream: { name: "notes" }, sync_mode: "full_refresh" }] }],
    ["another replication method", selected(["notes"], { "replication-method": "LOG_BASED" })],
    ["an array", []],
  ])("causes an error on stderr and exit 1 if it is invalid: %s", async (_what, catalog) => {
    const output = await read({ catalog });
    expect(output.status).toBe(1);
    expect(output.stdout).toBe("");
    expect(output.stderr).toMatch(/^ERROR The catalog cannot be used: .* It must be one that --discover printed\.$/m);
  });
});

describe("a failed stream of a tap", () => {
  test("does not affect the others, is reported on stderr, and makes the exit status 1", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 403, json: { error: "refused" } } });
    const output = await read();
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({ changes: 5, projects: 5 });
    expect(output.stderr).toMatch(/^ERROR Stream "notes": /m);
    expect(output.state).toEqual(bookmarks({ changes: upTo(20) }));
  });

  test("keeps the given bookmark", async () => {
    acme.api.inject({ at: atProjects, reply: { status: 403, json: { error: "refused" } } });
    const state = bookmarks({ changes: upTo(13) });
    const output = await read({ catalog: selected(["changes", "notes"]), state });
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({ notes: 3 });
    expect(output.state).toEqual(state);
  });

  test("keeps the given bookmark after a failure at a later page", async () => {
    acme.api.inject({
      at: ({ query }) => query.get("cursor") === "2",
      reply: { status: 403, json: { error: "refused" } },
    });
    const state = bookmarks({ changes: upTo(13) });
    const output = await read({ catalog: selected(["changes"]), state });
    expect(output.counts()).toEqual({ changes: 2 });
    expect(output.state).toEqual(state);
    expect(output.lines.at(-1)?.["type"]).toBe("STATE");
  });

  test("is one that only the catalog has", async () => {
    const output = await read({ catalog: selected(["gone", "notes"]) });
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({ notes: 3 });
    expect(output.stderr).toMatch(/^ERROR Stream "gone": The catalog names it/m);
  });
});

test("reports an invalid config on stderr and writes nothing on stdout", async () => {
  const output = await read({ config: {} });
  expect(output.status).toBe(1);
  expect(output.stdout).toBe("");
  expect(output.stderr).toMatch(/^ERROR The config cannot be used\. api_key is missing/m);
});
