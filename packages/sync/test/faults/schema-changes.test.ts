/** A schema that changes is loaded, and said: in the summary, in JSON, and in the record of the run. */
import { expect, test } from "@jest/globals";
import { complete, record, state, trace, writing } from "./messages.js";
import { INTEGER, keyed, NUMBER, replaced, STRING, unkeyed, writeSource } from "./source.js";
import {
  ALL,
  DATABASES,
  expectComplete,
  onEachDestination,
  type Synced,
  type TestDestination,
  TYPED,
} from "./support.js";

const BEFORE = { id: INTEGER, kept: STRING, wide: INTEGER, gone: STRING };
const AFTER = { id: INTEGER, kept: STRING, wide: STRING, fresh: NUMBER };
const OLD = { id: 1, kept: "a", wide: 7, gone: "b" };
const NEW = { id: 2, kept: "a", wide: "seven", fresh: 1.5 };

/** The changes of a stream, each as `kind column`. */
function changesOf({ ended }: Synced, stream: string): readonly string[] | undefined {
  return ended?.streams
    .find((one) => one.stream === stream)
    ?.changes.map(({ kind, column }) => `${kind} ${column}`)
    .sort();
}

interface RunStatus {
  readonly status: string;
  readonly streams: readonly {
    readonly stream: string;
    readonly loaded: number;
    readonly changes?: readonly object[];
  }[];
}

async function lastRun(place: TestDestination): Promise<RunStatus | undefined> {
  const { stdout } = await place.sluice("status", "--json");
  return (JSON.parse(stdout) as { runs: readonly RunStatus[] }).runs[0];
}

const streamsWith = (properties: Readonly<Record<string, object>>) => [
  keyed("merged", properties),
  unkeyed("appended", properties),
  replaced("whole", properties),
];
const writingAll = (properties: Readonly<Record<string, object>>, row: object) =>
  writing(...streamsWith(properties).map((stream) => [stream, row] as const));

onEachDestination(TYPED, (place) => {
  test("a column that is added, widened or gone is a change, once, of a merged, an appended and a replaced table", async () => {
    const first = await place.sync(writingAll(BEFORE, OLD));
    expectComplete(first);
    const second = await place.sync(writingAll(AFTER, NEW));
    expectComplete(second);
    const third = await place.sync(writingAll(AFTER, NEW));
    expectComplete(third);
    for (const stream of ["merged", "appended", "whole"]) {
      expect([stream, changesOf(first, stream), changesOf(third, stream)]).toEqual([stream, [], []]);
      const wide = stream === "whole" ? expect.stringMatching(/^(widened|retyped) wide$/) : "widened wide";
      expect([stream, changesOf(second, stream)]).toEqual([
        stream,
        expect.arrayContaining(["added fresh", "vanished gone", wide]),
      ]);
      expect(changesOf(second, stream)).toHaveLength(3);
    }
    const change = second.ended?.streams[0]?.changes.find(({ column }) => column === "wide");
    expect(change).toEqual({
      kind: "widened",
      column: "wide",
      from: expect.stringMatching(/./),
      to: expect.stringMatching(/./),
    });
    expect(await place.rows("acme", "merged", ["id", "wide", "gone"])).toEqual([
      ["1", "7", "b"],
      ["2", "seven", null],
    ]);
    expect(await place.rows("acme", "appended", ["id", "wide"])).toEqual([
      ["1", "7"],
      ["2", "seven"],
      ["2", "seven"],
    ]);
  });

  test("a column of a replaced table that narrows is retyped, and holds the new values", async () => {
    const sync = (id: object, values: readonly unknown[]) =>
      place.sync(
        writing([replaced("whole", { id, name: STRING }), ...values.map((value) => ({ id: value, name: "a" }))]),
      );
    await sync(STRING, ["x", "7"]);
    const synced = await sync(INTEGER, [7, 8]);
    expectComplete(synced);
    expect(changesOf(synced, "whole")).toEqual(["retyped id"]);
    expect(await place.rows("acme", "whole", ["id"])).toEqual([["7"], ["8"]]);
  });
});

onEachDestination(["DuckDB"], (place) => {
  test("prints each schema change once in the summary, with the table and the column", async () => {
    const runs = [BEFORE, AFTER, AFTER].map((properties) =>
      writing([keyed("users", properties), properties === BEFORE ? OLD : NEW]),
    );
    const summaries: string[] = [];
    for (const source of runs) {
      await writeSource(place.folder, source);
      const { stdout, status } = await place.sluice("sync", "./source-acme.js");
      expect(status).toBe(0);
      summaries.push(stdout);
    }
    const [first, second, third] = summaries;
    for (const column of ["wide", "gone", "fresh"])
      expect(second).toMatch(new RegExp(`^acme\\.users: .*\\b${column}\\b`, "m"));
    for (const other of [first, third]) expect(other).not.toMatch(/\b(wide|gone|fresh)\b/);
  });

  test("counts and reports a type mismatch with its column, its type and its first record", async () => {
    const rows = [
      { id: 1, wide: 7 },
      { id: 2, wide: "x" },
      { id: 3, wide: "y" },
    ];
    const synced = await place.sync(writing([keyed("users", BEFORE), ...rows]));
    expectComplete(synced);
    expect(synced.ended?.streams[0]?.typeMismatches).toEqual([expect.objectContaining({ field: "wide", values: 2 })]);
    const { stdout } = await place.sluice("sync", "./source-acme.js");
    expect(stdout).toMatch(/2 values of wide are not \w+; kept in _sluice_extra \(first: record 2\)\./);
    expect(stdout).toMatch(/Everything arrived: 3 records of 1 stream in /);
  });

  test("status prints the command to run if there is no data yet", async () => {
    const ran = await place.sluice("status");
    expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, "No data yet. Run `sluice sync SOURCE`.\n", ""]);
  });
});

onEachDestination(DATABASES, (place) => {
  test("does not report a user's column, or one that differs in case, as a change", async () => {
    await place.sync(writingAll(BEFORE, OLD));
    for (const table of ["merged", "appended"]) await place.run(`ALTER TABLE acme.${table} ADD COLUMN mine text`);
    const synced = await place.sync(writingAll(BEFORE, OLD));
    expectComplete(synced);
    for (const stream of ["merged", "appended"]) expect([stream, changesOf(synced, stream)]).toEqual([stream, []]);
    await place.sync(writingAll(AFTER, NEW)).then(expectComplete);
    expect(JSON.stringify(await place.rows("_sluice", "runs", ["streams"]))).toMatch(
      /vanished[\s\S]*gone|gone[\s\S]*vanished/,
    );
  });
});

onEachDestination(ALL, (place) => {
  test("the record of a run keeps its changes", async () => {
    await place.sync(writingAll(BEFORE, OLD));
    expectComplete(await place.sync(writingAll(AFTER, NEW)));
    const run = await lastRun(place);
    for (const stream of ["merged", "appended", "whole"]) {
      const changes = run?.streams.find((one) => one.stream === stream)?.changes;
      expect(changes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ kind: "added", column: "fresh" }),
          expect.objectContaining({ kind: "vanished", column: "gone" }),
        ]),
      );
    }
  });

  test("a column that comes back after it had vanished has its old name and its old values", async () => {
    for (const [properties, row] of [
      [BEFORE, OLD],
      [AFTER, NEW],
      [BEFORE, { ...OLD, id: 3 }],
    ] as const)
      expectComplete(await place.sync(writing([keyed("merged", properties), row])));
    expect(await place.rows("acme", "merged", ["id", "gone"])).toEqual([
      ["1", "b"],
      ["2", null],
      ["3", "b"],
    ]);
  });

  test("status counts the rows that a failed run loaded", async () => {
    const streams = [keyed("users"), unkeyed("log")];
    const failure = trace("ERROR", { error: { message: "The API answered 503.", failure_type: "transient_error" } });
    const read = [1, 2, 3]
      .flatMap((id) => [record("users", { id }), state("users", `{"n":${id}}`)])
      .concat(complete("users"), record("log", { id: 1 }), failure);
    expect(await place.sync({ streams, read, exit: 1 }, "--batch", "1")).toMatchObject({ status: 1 });
    const run = await lastRun(place);
    expect(run?.status).toBe("failed");
    expect(run?.streams.map(({ stream, loaded }) => [stream, loaded])).toEqual([
      ["users", 3],
      ["log", 0],
    ]);
    const { stdout } = await place.sluice("status");
    expect(stdout).toMatch(/loaded/);
    expect(stdout).toMatch(/failed +4 +3 /);
  });
});

onEachDestination(DATABASES, (place) => {
  test("status counts the rows that were loaded before a table could not be written any more", async () => {
    await place.sync(writing([keyed("users"), { id: 1 }], [keyed("good"), { id: 1 }]));
    if (place.kind === "DuckDB") await place.run("CREATE UNIQUE INDEX one_name ON acme.users (name)");
    else await place.run("ALTER TABLE acme.users ADD CONSTRAINT small CHECK (id < 3)");
    const read = [1, 2, 3, 4].flatMap((id) =>
      ["good", "users"].flatMap((name) => [record(name, { id, name: "same" }), state(name, `{"n":${id}}`)]),
    );
    const synced = await place.sync(
      { streams: [keyed("users"), keyed("good")], read: [...read, complete("users"), complete("good")] },
      "--batch",
      "1",
    );
    expect(synced.status).toBe(1);
    const run = await lastRun(place);
    expect(run?.status).toBe("failed");
    const good = await place.ids("good");
    expect(good.length).toBeGreaterThan(0);
    expect(run?.streams.find(({ stream }) => stream === "good")?.loaded).toBeGreaterThan(0);
  });
});
