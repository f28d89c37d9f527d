/** A user chooses the mode, the cursor and the key of a stream; without a cursor, a stream that needs one is read in full. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { sluice } from "../cli/support.js";
import { writing } from "./messages.js";
import {
  INTEGER,
  keyed,
  OBJECT,
  replaced,
  type Source,
  STRING,
  type Stream,
  TIMESTAMP,
  unkeyed,
  writeSource,
} from "./source.js";
import { expectComplete, onEachDestination, type Synced, type TestDestination } from "./support.js";

const FIELDS = { id: INTEGER, updated_at: TIMESTAMP, created_at: TIMESTAMP, meta: OBJECT };
const ROW = {
  id: 1,
  updated_at: "2026-01-01T00:00:00Z",
  created_at: "2026-01-01T00:00:00Z",
  meta: { id: 1, "updated.at": "x" },
};

/** A stream whose cursor the user must choose. */
const choosable = (name: string, more: object = {}) => keyed(name, FIELDS, { source_defined_cursor: false, ...more });

/** How the source was asked for a stream. */
function askedFor({ given }: Synced, name: string): readonly unknown[] {
  const asked = given[0]?.catalog.streams.find(({ stream }) => stream.name === name);
  return [asked?.["sync_mode"], asked?.["cursor_field"], asked?.["primary_key"], asked?.["destination_sync_mode"]];
}

const KEY = [["id"]];
const FULL = ["full_refresh", [], KEY, "overwrite"];
const incremental = (...cursor: string[]) => ["incremental", cursor, KEY, "append_dedup"];

const writeProject = (place: TestDestination, entry: object) =>
  writeFile(
    join(place.folder, "sluice.config.json"),
    JSON.stringify({ sources: [{ source: "./source-acme.js", ...entry }] }),
  );

/** Expects that nothing was read, and that the output says all of these. */
function expectRefused({ status, given, stdout, stderr }: Synced, ...words: string[]): void {
  expect([1, 2]).toContain(status);
  expect(given).toEqual([]);
  expect(stderr).not.toContain("Unknown option");
  for (const word of words) expect(stdout + stderr).toContain(word);
}

/** Ends with an error where it is asked for rows behind no cursor, as sources of databases do; else it writes what is newer than its state. */
const ORDERS = (rows: readonly object[]): Source => ({
  streams: [choosable("orders"), unkeyed("log")],
  read: `
    const { sync_mode: mode, cursor_field: [cursor] } = given.catalog.streams[0];
    if (mode === "incremental" && cursor === undefined) process.exit(1);
    const descriptor = { name: "orders" };
    const from = given.state === null ? "" : JSON.parse(given.state).find(({ stream }) => stream.stream_descriptor.name === "orders")?.stream.stream_state.from ?? "";
    for (const data of ${JSON.stringify(rows)}) if (mode === "full_refresh" || data[cursor] >= from) print({ type: "RECORD", record: { stream: "orders", emitted_at: 1, data } });
    if (mode === "incremental") print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: descriptor, stream_state: { from: ${JSON.stringify(rows.length)} > 1 ? "2026-01-02" : "2026-01-01" } } } });
    for (const name of ["orders", "log"]) print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name }, status: "COMPLETE" } } });`,
});

onEachDestination(["DuckDB", "Parquet"], (place) => {
  const [first, second] = [
    { id: 1, updated_at: "2026-01-01T00:00:00Z" },
    { id: 2, updated_at: "2026-01-02T00:00:00Z" },
  ];

  test("reads a stream without a chosen cursor in full, and replaces it", async () => {
    for (const [rows, flags] of [
      [[first, second], []],
      [[second], []],
      [[first], ["--full-refresh"]],
    ] as const) {
      expectComplete(await place.sync(ORDERS(rows), ...flags));
      expect(await place.ids("orders")).toEqual(rows.map(({ id }) => id));
    }
  });

  test("a stream with a chosen cursor resumes from its state, and is merged", async () => {
    const flags = ["--cursor", "orders=updated_at"];
    expectComplete(await place.sync(ORDERS([first]), ...flags));
    const synced = await place.sync(ORDERS([first, second]), ...flags);
    expectComplete(synced);
    expect(synced.given[0]?.state).toContain('"from":"2026-01-01"');
    expect(await place.ids("orders")).toEqual([1, 2]);
    expect(await place.sync(ORDERS([second]), ...flags)).toMatchObject({ status: 0 });
    expect(await place.ids("orders")).toEqual([1, 2]);
    expectComplete(await place.sync(ORDERS([second]), ...flags, "--full-refresh"));
    expect(await place.ids("orders")).toEqual([2]);
  });
});

onEachDestination(["DuckDB"], (place) => {
  test("lets the user choose a cursor if the source has neither its own nor a default", async () => {
    const cases: readonly (readonly [Stream, readonly unknown[]])[] = [
      [choosable("none"), FULL],
      [choosable("empty", { default_cursor_field: [] }), FULL],
      [choosable("default", { default_cursor_field: ["updated_at"] }), incremental("updated_at")],
      [
        choosable("unsaid_default", { source_defined_cursor: undefined, default_cursor_field: ["meta", "at"] }),
        incremental("meta", "at"),
      ],
      [choosable("own", { source_defined_cursor: true }), incremental()],
      [
        choosable("own_named", { source_defined_cursor: true, default_cursor_field: ["updated_at"] }),
        incremental("updated_at"),
      ],
    ];
    const synced = await place.sync(writing(...cases.map(([stream]) => [stream, ROW] as const)));
    expectComplete(synced);
    for (const [{ name }, asked] of cases) expect([name, ...askedFor(synced, name)]).toEqual([name, ...asked]);
    const full = await place.sync(writing(...cases.map(([stream]) => [stream, ROW] as const)), "--full-refresh");
    expectComplete(full);
    for (const name of ["none", "empty"]) expect(askedFor(full, name)).toEqual(FULL);
    const dry = await place.sluice("sync", "./source-acme.js", "--dry-run");
    expect(dry.stdout).toMatch(/acme\.none .*replace/);
    expect(dry.stdout).toMatch(/acme\.own .*merge/);
  });

  const orders = choosable("orders", {
    json_schema: { properties: { ...FIELDS, "meta.id": INTEGER, "a.b": TIMESTAMP } },
  });
  const log = unkeyed("log", { ...FIELDS, "a.b": STRING });
  const source = writing(
    [orders, { ...ROW, "meta.id": 7, "a.b": "2026-01-01T00:00:00Z" }],
    [log, { ...ROW, "a.b": "x" }],
  );

  test.each([
    ["--cursor orders=updated_at", "orders", incremental("updated_at")],
    ["--cursor orders=meta.at", "orders", incremental("meta", "at")],
    ["--cursor orders=a.b", "orders", incremental("a.b")],
    [
      "--cursor orders=updated_at --mode orders=full_refresh",
      "orders",
      ["full_refresh", expect.anything(), KEY, "overwrite"],
    ],
    ["--mode log=full_refresh", "log", ["full_refresh", [], [], "overwrite"]],
    ["--mode log=incremental", "log", ["incremental", [], [], "append"]],
    ["--key log=id", "log", ["incremental", [], [["id"]], "append_dedup"]],
    ["--key log=id,updated_at", "log", ["incremental", [], [["id"], ["updated_at"]], "append_dedup"]],
    ["--key log=meta.id", "log", ["incremental", [], [["meta", "id"]], "append_dedup"]],
    ["--key log=a.b", "log", ["incremental", [], [["a.b"]], "append_dedup"]],
    [
      "--key orders=meta.id --cursor orders=updated_at",
      "orders",
      ["incremental", ["updated_at"], [["meta.id"]], "append_dedup"],
    ],
    ["--mode orders=incremental --cursor orders=updated_at --key log=id", "orders", incremental("updated_at")],
    [
      "--mode orders=incremental --cursor orders=updated_at --key log=id",
      "log",
      ["incremental", [], [["id"]], "append_dedup"],
    ],
  ])("%s requests %s from the source", async (flags, stream, asked) => {
    const synced = await place.sync(source, ...flags.split(" "));
    expectComplete(synced);
    expect(askedFor(synced, stream)).toEqual(asked);
  });

  test("merges a stream without a key by the key that the user sets", async () => {
    const rows = (n: number) => [1, 2].map((id) => ({ meta: { id }, name: `${id} ${n}` }));
    const properties = { meta: OBJECT, name: STRING };
    for (const n of [1, 2])
      expectComplete(await place.sync(writing([unkeyed("log", properties), ...rows(n)]), "--key", "log=meta.id"));
    expect(await place.rows("acme", "log", ["name"])).toEqual([["1 2"], ["2 2"]]);
  });

  test("the project sets the mode, the cursor and the key of its streams, reads the others too, and flags take precedence", async () => {
    await writeProject(place, {
      streams: { orders: { mode: "incremental", cursor: "updated_at" }, log: { key: ["meta.id"] } },
    });
    const synced = await place.sync(source);
    expectComplete(synced);
    expect(askedFor(synced, "orders")).toEqual(incremental("updated_at"));
    expect(askedFor(synced, "log")).toEqual(["incremental", [], [["meta", "id"]], "append_dedup"]);
    const other = await place.sync(
      source,
      "--cursor",
      "orders=created_at",
      "--mode",
      "log=full_refresh",
      "--full-refresh",
    );
    expectComplete(other);
    expect(askedFor(other, "orders")[1]).toEqual(["created_at"]);
    expect(askedFor(other, "log")[0]).toBe("full_refresh");
  });

  test("a list of streams in the project chooses them, and flags set their cursor", async () => {
    await writeProject(place, { streams: ["orders"] });
    const synced = await place.sync(source, "--cursor", "orders=updated_at");
    expectComplete(synced);
    expect(synced.ended?.streams.map(({ stream }) => stream)).toEqual(["orders"]);
    expect(askedFor(synced, "orders")).toEqual(incremental("updated_at"));
  });

  test("a stream in a namespace is set by its namespace and name", async () => {
    const streams = [choosable("orders"), choosable("orders", { namespace: "pub" })] as const;
    const synced = await place.sync(writing([streams[0], ROW], [streams[1], ROW]), "--cursor", "pub.orders=updated_at");
    expectComplete(synced);
    const cursors = synced.given[0]?.catalog.streams.map(({ stream, cursor_field: cursor }) => [
      stream.namespace,
      cursor,
    ]);
    expect(cursors).toEqual([
      [undefined, []],
      ["pub", ["updated_at"]],
    ]);
  });

  const whole = replaced("whole", FIELDS);
  const own = keyed("own", FIELDS);
  const all = writing([choosable("orders"), ROW], [whole, ROW], [own, ROW]);

  test.each([
    ["--cursor nowhere=updated_at", ["nowhere", "orders"]],
    ["--mode nowhere=incremental", ["nowhere", "orders"]],
    ["--key nowhere=id", ["nowhere", "orders"]],
    ["--cursor updated_at", ["--cursor", "STREAM=FIELD"]],
    ["--cursor orders=", ["--cursor"]],
    ["--key orders=,", ["--key"]],
    ["--mode orders=sometimes", ["--mode", "full_refresh", "incremental"]],
    ["--mode whole=incremental", ["whole", "full"]],
    ["--mode orders=incremental", ["orders", "--cursor"]],
    ["--cursor orders=updated", ["orders", "updated"]],
    ["--cursor own=created_at", ["own", "cursor"]],
  ])("%s is refused before anything is read", async (flags, words) => {
    expectRefused(await place.sync(all, ...flags.split(" ")), ...words);
  });

  test.each([
    [{ streams: { nowhere: { cursor: "updated_at" } } }, ["nowhere"]],
    [{ streams: { orders: { mode: "sometimes" } } }, ["orders", "mode"]],
    [{ streams: { orders: { cursor: 7 } } }, ["orders", "cursor"]],
    [{ streams: { orders: { keys: ["id"] } } }, ["orders", "keys"]],
    [{ streams: { orders: { mode: "incremental" } } }, ["orders", "cursor"]],
  ])("the project %j is refused before anything is read", async (entry, words) => {
    await writeProject(place, entry);
    expectRefused(await place.sync(all), ...words);
  });

  test("does not check a stream that is excluded", async () => {
    await writeProject(place, { streams: { orders: { mode: "incremental" } }, exclude: ["orders"] });
    expectComplete(await place.sync(all));
  });

  test("preview requests a full refresh of a stream without a cursor", async () => {
    await writeSource(place.folder, ORDERS([{ id: 1, updated_at: "2026-01-01T00:00:00Z" }]));
    const ran = await sluice(place.folder, ["preview", "./source-acme.js", "orders"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toContain("2026-01-01");
  });

  test("init --yes takes the defaults that the specification gives", async () => {
    const properties = {
      site: { type: "string", default: "eu" },
      days: { type: "integer", default: 30 },
      options: { type: "object", properties: { deep: { type: "boolean", default: false } } },
      account: { type: "string" },
      list: { type: "array", items: { type: "string" }, default: ["a", "b"] },
    };
    const spec = { connectionSpecification: { type: "object", required: ["account", "site"], properties } };
    await writeSource(place.folder, {
      streams: [],
      read: [],
      otherwise: `print(${JSON.stringify({ type: "SPEC", spec })})`,
    });
    const ran = await sluice(place.folder, ["init", "./source-acme.js", "--yes", "--set", "account=me"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const synced = await sluice(place.folder, [
      "init",
      "./source-acme.js",
      "--yes",
      "--name",
      "other",
      "--set",
      "account=me",
      "--set",
      "site=us",
    ]);
    expect(synced.status).toBe(0);
    const { sources } = JSON.parse(await readFile(join(place.folder, "sluice.config.json"), "utf8")) as {
      sources: readonly { config: object }[];
    };
    const defaults = { account: "me", site: "eu", days: 30, options: { deep: false }, list: ["a", "b"] };
    expect(sources.map(({ config }) => config)).toEqual([defaults, { ...defaults, site: "us" }]);
  });
});
