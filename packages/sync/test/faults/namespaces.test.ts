/** A stream is its namespace and its name, in every message, flag and file; "" and null mean no namespace. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { complete, globalState, type Named, record, state, trace } from "./messages.js";
import { cursorAt, resuming, rowsIn, type SourceStateKind } from "./resuming.js";
import { INTEGER, keyed, unkeyed } from "./source.js";
import { DATABASES, errorOf, expectComplete, onEachDestination } from "./support.js";

const AT = { id: INTEGER, at: INTEGER };
const PUB = { namespace: "pub" };

onEachDestination(DATABASES, (place) => {
  test.each<SourceStateKind>(["STREAM", "GLOBAL"])(
    "streams of one name, in namespaces or with a dot, have tables and %s states of their own",
    async (kind) => {
      const streams = [
        unkeyed("users", AT),
        unkeyed("users", AT, PUB),
        unkeyed("users", AT, { namespace: "other" }),
        unkeyed("pub.users", AT),
      ];
      const tablesAfter = async (n: number) => {
        const rows = n === 1 ? "1 | 2 | 3 | 4" : "1 5 | 2 6 | 3 7 | 4 8";
        const synced = await place.sync(resuming(kind, streams, rowsIn(rows)));
        expectComplete(synced);
        return synced.ended?.streams.map(({ table }) => table) ?? [];
      };
      const tables = await tablesAfter(1);
      expect(new Set(tables.map((table) => table.toLowerCase())).size).toBe(4);
      expect(await tablesAfter(2)).toEqual(tables);
      for (const [index, table] of tables.entries()) expect(await place.ids(table)).toEqual([1 + index, 5 + index]);
    },
  );

  test("a stream that gets a namespace keeps no state and no row of the one without", async () => {
    expectComplete(await place.sync(resuming("STREAM", [unkeyed("log", AT)], rowsIn("1"))));
    for (const _sync of ["second", "third"]) {
      const synced = await place.sync(resuming("STREAM", [unkeyed("log", AT, PUB)], rowsIn("1 2")));
      expectComplete(synced);
      expect(await place.ids(synced.ended?.streams[0]?.table ?? "")).toEqual([1, 2]);
    }
  });
});

onEachDestination(["DuckDB"], (place) => {
  test.each([
    ["none", 'null and ""', {}, { namespace: null }, { namespace: "" }],
    ['""', "none and null", { namespace: "" }, {}, { namespace: null }],
    ["null", '"" and none', { namespace: null }, { namespace: "" }, {}],
  ])(
    "a namespace that a catalog gives as %s is the one that messages give as %s",
    async (_catalog, _messages, listed, first, second) => {
      const streams = [keyed("users", AT, listed), unkeyed("log", AT, listed)];
      const named = (name: string, space: object): Named => ({ name, ...space });
      const [one, two] = [named("users", first), named("users", second)];
      const estimate = trace("ESTIMATE", { estimate: { name: "users", ...second, type: "STREAM", row_estimate: 2 } });
      const ends = [complete(one), complete(named("log", second))];
      const read = [estimate, record(one, { id: 1 }), record(two, { id: 2 }), state(two, '{"n":1}'), ...ends];
      expectComplete(await place.sync({ streams, read }));
      expect(await place.ids("users")).toEqual([1, 2]);
      const global = globalState("{}", [
        [one, '{"n":2}'],
        [named("log", first), '{"n":3}'],
      ]);
      const synced = await place.sync({ streams, read: [global, ...ends] });
      expectComplete(synced);
      expect(synced.given[0]?.state).toContain('{"n":1}');
      const { given } = await place.sync({ streams, read: ends });
      for (const part of ['{"n":2}', '{"n":3}']) expect(given[0]?.state).toContain(part);
    },
  );

  test("an error and a status go to the stream whose namespace they name", async () => {
    const [ours, theirs] = [unkeyed("users", AT), unkeyed("users", AT, PUB)];
    const failure = trace("ERROR", {
      error: { message: "The table is locked.", stream_descriptor: { name: "users", ...PUB } },
    });
    const read = [record(ours, { id: 1 }), state(ours, '{"n":1}'), complete(ours), record(theirs, { id: 2 }), failure];
    const synced = await place.sync({ streams: [ours, theirs], read, exit: 1 });
    expect(synced.status).toBe(1);
    expect([errorOf(synced, "users"), errorOf(synced, "pub.users")]).toEqual([
      "",
      expect.stringContaining("is locked"),
    ]);
  });

  test.each([
    ["--streams pub.users", ["pub.users"]],
    ["--streams pub.*", ["pub.users", "pub.log"]],
    ["--exclude pub.*", ["users"]],
  ])("%s chooses streams by their namespace and name", async (flags, chosen) => {
    const streams = [keyed("users", AT), keyed("users", AT, PUB), unkeyed("log", AT, PUB)];
    const synced = await place.sync(resuming("STREAM", streams, rowsIn("1 | 2 | 3")), ...flags.split(" "));
    expectComplete(synced);
    expect(synced.ended?.streams.map(({ stream }) => stream)).toEqual(chosen);
  });

  test.each<SourceStateKind>(["STREAM", "GLOBAL", "LEGACY"])(
    "--state hands a %s state of a namespace to the source, byte for byte",
    async (kind) => {
      const streams = [keyed("users", AT, PUB), unkeyed("log", AT, PUB)];
      const part = (name: string) =>
        `{"stream_descriptor":{"name":"${name}","namespace":"pub"},"stream_state":{ "cursor": ${cursorAt(1)} }}`;
      const parts = [part("users"), part("log")];
      const shared = `{ "lsn": ${cursorAt(9)} }`;
      const data = `{ "users": ${cursorAt(1)}, "log": ${cursorAt(1)} }`;
      const files: Readonly<Record<SourceStateKind, readonly [string, readonly string[]]>> = {
        STREAM: [`[${parts.map((one) => `{"type":"STREAM","stream":${one}}`).join(",")}]`, parts],
        GLOBAL: [
          `[{"type":"GLOBAL","global":{"shared_state":${shared},"stream_states":[${parts.join(",")}]}}]`,
          [shared, ...parts],
        ],
        LEGACY: [data, [data]],
        SHARED: ["", []],
      };
      const [file, kept] = files[kind];
      await writeFile(join(place.folder, "state.json"), file);
      const synced = await place.sync(resuming(kind, streams, rowsIn("1 2 | 1 2")), "--state", "state.json");
      expectComplete(synced);
      expect([await place.ids("users"), await place.ids("log")]).toEqual([[1, 2], [2]]);
      for (const text of kept) expect(synced.given[0]?.state).toContain(text);
    },
  );
});
