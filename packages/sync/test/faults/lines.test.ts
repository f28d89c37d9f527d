/** A line that looks like a record or a state is read, or it fails its stream: no state is saved that covers what was lost. */
import { expect, test } from "@jest/globals";
import { complete, globalState, legacyState, record, state, trace } from "./messages.js";
import { type ResumingRow, resuming, type SourceStateKind } from "./resuming.js";
import { INTEGER, keyed, NUMBER, OBJECT, replaced, STRING, type Stream, unkeyed } from "./source.js";
import { ALL, errorOf, expectComplete, failedIn, onEachDestination, type Synced } from "./support.js";

const SECRET = "s3cr3t";
const AT = { id: INTEGER, at: INTEGER };
const USERS = keyed("users", AT);
const LOG = unkeyed("log", AT);

/** A keyed stream and one without a key. */
const BOTH = [keyed("users"), unkeyed("log")];
const parts = (n: number) => BOTH.map((stream) => [stream, `{"n":${n}}`] as const);

const numbered = (...ids: number[]): readonly ResumingRow[] => ids.map((id) => ({ id, at: id }));
/** Expects that some of it failed, and that nothing of it says what was in the lines. */
function expectFailed(synced: Synced, ...streams: string[]): void {
  expect({ status: synced.status, failed: failedIn(synced) }).toEqual({ status: 1, failed: streams });
  for (const stream of streams) expect(errorOf(synced, stream)).not.toBe("");
  expect(synced.stdout + synced.stderr).not.toContain(SECRET);
}

/** Data of records whose stream can be read, and the data itself cannot. */
const UNREADABLE = ["[]", `["${SECRET}"]`, "null", `"${SECRET}"`, "7", "true"];

onEachDestination(ALL, (place) => {
  test("fails only the stream of a record whose data is not an object, and reads it again in the next sync", async () => {
    const streams = UNREADABLE.map((_, index) => (index % 2 === 0 ? keyed : unkeyed)(`bad${index}`));
    const missing = `{"type":"RECORD","record":{"stream":"missing","emitted_at":1}}`;
    const all = [...streams, unkeyed("missing"), replaced("whole"), keyed("good")];
    const run = (n: number, ids: readonly number[], bad: (stream: Stream) => readonly string[]) => ({
      streams: all,
      read: all.flatMap((stream) => [
        ...ids.map((id) => record(stream, { id, name: SECRET })),
        ...bad(stream),
        ...(stream.name === "whole" ? [] : [state(stream, `{"n":${n}}`)]),
        complete(stream),
      ]),
    });
    expectComplete(await place.sync(run(1, [1], () => [])));
    const bad = ({ name }: Stream) => {
      if (name === "good") return [];
      return name === "missing"
        ? [missing]
        : [record(name, UNREADABLE[streams.findIndex((one) => one.name === name)] ?? "[]")];
    };
    const failed = all.map(({ name }) => name).filter((name) => name !== "good");
    expectFailed(await place.sync(run(2, [2], bad)), ...failed);
    expect(await place.ids("whole")).toEqual([1]);
    expect(await place.ids("good")).toEqual([1, 2]);
    const synced = await place.sync(run(3, [2, 3], () => []));
    expectComplete(synced);
    const given = (name: string) =>
      `{"stream_descriptor":{"name":"${name}"},"stream_state":{"n":${name === "good" ? 2 : 1}}}`;
    for (const { name } of [...streams, ...all.slice(-1)]) expect(synced.given[0]?.state).toContain(given(name));
    for (const { name } of [...streams, unkeyed("missing")]) expect(await place.ids(name)).toEqual([1, 2, 3]);
  });

  test.each<SourceStateKind>(place.kind === "DuckDB" ? ["STREAM", "GLOBAL", "LEGACY"] : ["GLOBAL"])(
    "a record that cannot be read is loaded once by the next sync, with %s states",
    async (kind) => {
      const bad = [`{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":["${SECRET}"]}}`];
      const lost = `{"type":"RECORD","record":{"stream":"log","emitted_at":1,"data":{"id":2,"at":2,"x":"${SECRET}"`;
      const of = (users: readonly ResumingRow[], log: readonly ResumingRow[], noise: readonly string[] = []) =>
        resuming(kind, [USERS, LOG], [users, log], noise);
      expectComplete(await place.sync(of(numbered(1), numbered(1))));
      const synced = await place.sync(of(numbered(1, 3), numbered(1, 3), [...bad, lost]), "--batch", "1");
      expect(synced.status).toBe(1);
      expect(failedIn(synced)).toEqual(["users", "log"]);
      expect(synced.stdout + synced.stderr).not.toContain(SECRET);
      expectComplete(await place.sync(of(numbered(1, 2, 3), numbered(1, 2, 3))));
      for (const table of ["users", "log"]) expect(await place.ids(table)).toEqual([1, 2, 3]);
      expectComplete(await place.sync(of(numbered(1, 2, 3), numbered(1, 2, 3))));
      for (const table of ["users", "log"]) expect(await place.ids(table)).toEqual([1, 2, 3]);
    },
  );

  test("reads records from the lines that common sources write", async () => {
    const text = (id: number, more = "") => `{"id":${id},"name":"a"${more}}`;
    const noTime = (id: number) =>
      `{"record": {"data": {"name": "a", "id": ${id}}, "stream": "users", "namespace": null}, "type": "RECORD"}`;
    const read = [
      `\ufeff${record("users", text(1))}`,
      record("users", text(2)) + record("users", text(3)),
      `${record("users", text(4))} ${record("users", text(5))}\t${record("users", text(6))}`,
      `2026-11-26 INFO reading page 1 ${record("users", text(7))}`,
      `[{"level":"INFO"}] ${record("users", text(8))}`,
      `  ${record("users", text(9))}  \r`,
      noTime(10),
      `${complete("log")}${record("users", text(11))}${trace("ESTIMATE", { estimate: { name: "users", type: "STREAM", row_estimate: 3 } })}`,
      `\ufeff${record("users", text(12, ',"x":"NaN and {\\"type\\":\\"RECORD\\"} in a text"'))}`,
      record("users", text(13)) + state("users", '{"n":1}'),
      "",
      `${record("users", text(14))}${state("users", '{"n":2}')}${complete("users")}`,
    ];
    const streams = [keyed("users", { id: INTEGER, name: STRING, x: STRING }), unkeyed("log")];
    const synced = await place.sync({ streams, read });
    expectComplete(synced);
    expect(await place.ids("users")).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
    const again = await place.sync({ streams, read: [complete("users"), complete("log")] });
    expect(again.given[0]?.state).toContain('{"n":2}');
  });

  test("bare NaN and Infinity in a record are read as null, with a warning, and the digits next to them stay", async () => {
    const properties = { id: INTEGER, x: NUMBER, o: OBJECT, text: STRING };
    const records = [
      '{"id":1,"x":NaN}',
      '{"x":Infinity,"id":2}',
      '{"x": -Infinity , "id":3,"text":"NaN, Infinity"}',
      '{"id":9007199254740993,"x":NaN,"o":{"a":[NaN,1,-Infinity],"b":12345678901234567890}}',
      '{"id":5,"x":1.5}',
    ];
    const streams = [keyed("users", properties), unkeyed("log", properties)];
    const read = streams.flatMap((stream) => [
      ...records.map((data) => record(stream, data)),
      state(stream, '{"n":1}'),
      complete(stream),
    ]);
    const synced = await place.sync({ streams, read });
    expectComplete(synced);
    for (const name of ["users", "log"]) {
      expect(synced.ended?.warnings).toContainEqual(
        expect.stringMatching(new RegExp(`${name}.*(NaN|Infinity)|(NaN|Infinity).*${name}`)),
      );
      expect(await place.rows("acme", name, ["id", "x"])).toEqual([
        ["1", null],
        ["2", null],
        ["3", null],
        ["5", "1.5"],
        ["9007199254740993", null],
      ]);
      const [, , [, text] = [], , [, , nested] = []] = await place.rows("acme", name, ["id", "text", "o"]);
      expect(text).toBe("NaN, Infinity");
      expect(nested?.replaceAll(/[\s"]/g, "")).toMatch(/^\{a:\[null,1,null\],b:1234567890123456/);
    }
  });
});

/** Lines that look like a record or a state, and do not say of which stream. */
const NAMELESS = [
  '{"type":"RECORD"}',
  '{"type":"RECORD","record":null}',
  `{"type":"RECORD","record":{"data":{"id":2,"name":"${SECRET}"},"emitted_at":1}}`,
  `{"type":"RECORD","record":{"stream":7,"data":{"name":"${SECRET}"}}}`,
  `{"type":"RECORD","record":{"emitted_at":1,"data":{"id":2,"name":"${SECRET}`,
  `{"record":{"data":{"id":2,"name":"${SECRET}"},"emitted_at":1},"type":"RECORD"`,
  '{"type":"STATE"}',
  '{"type":"STATE","state":[]}',
  '{"type":"STATE","state":{"type":"STREAM"}}',
  '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_state":{"n":2}}}}',
  '{"type":"STATE","state":{"type":"GLOBAL"}}',
  '{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":7}}}',
  `{"type": "STATE", "state": {"type": "GLOBAL", "global": {"shared_state": {"at": NaN}, "stream_states": []}}}`,
  `{"type":"STATE","state":{"type":"LEGACY","data":{"token":"${SECRET}"`,
];

onEachDestination(["DuckDB"], (place) => {
  const users = [record("users", { id: 1 }), state("users", '{"n":1}'), complete("users")];
  const streams = [keyed("users"), unkeyed("log")];

  test("a record count that is larger than what arrived fails its stream, and a smaller one is a warning", async () => {
    const stats = (recordCount: number) => ({ recordCount });
    const streams = [keyed("users"), unkeyed("log"), unkeyed("more"), keyed("good")];
    const two = (name: string) => [1, 2].map((id) => record(name, { id }));
    const read = [
      ...two("users"),
      state("users", '{"n":1}', stats(3)),
      complete("users"),
      ...two("log"),
      state("log", '{"n":1}', stats(2)),
      record("log", { id: 3 }),
      state("log", '{"n":2}', stats(2)),
      complete("log"),
      ...two("more"),
      state("more", '{"n":1}', stats(1)),
      complete("more"),
      ...two("good"),
      state("good", '{"n":1}', stats(2)),
      complete("good"),
    ];
    const synced = await place.sync({ streams, read }, "--batch", "1");
    expectFailed(synced, "users", "log");
    expect(errorOf(synced, "users")).toMatch(/3.*2|2.*3/s);
    expect(errorOf(synced, "log")).toMatch(/2.*1|1.*2/s);
    expect(synced.ended?.warnings).toContainEqual(expect.stringContaining("more"));
    const { given } = await place.sync({ streams, read: streams.map(({ name }) => complete(name)) });
    const saved = JSON.parse(given[0]?.state ?? "[]") as {
      stream: { stream_descriptor: { name: string }; stream_state: object };
    }[];
    const byName = Object.fromEntries(saved.map(({ stream }) => [stream.stream_descriptor.name, stream.stream_state]));
    expect(byName).toEqual({ log: { n: 1 }, more: { n: 1 }, good: { n: 1 } });
    expect(await place.ids("log")).toEqual([1, 2]);
    expect(await place.ids("more")).toEqual([1, 2]);
  });

  const ofAll = [
    ["GLOBAL", (n: number, recordCount: number) => globalState("{}", parts(n), { recordCount })],
    ["LEGACY", (n: number, recordCount: number) => legacyState(`{"n":${n}}`, { recordCount })],
  ] as const;

  test.each(ofAll)(
    "a record count of a %s state that is larger than what arrived fails all streams",
    async (_kind, write) => {
      const two = (id: number) => BOTH.map((stream) => record(stream, { id }));
      const whole = BOTH.map((stream) => complete(stream));
      const sync = (...lines: string[]) => place.sync({ streams: BOTH, read: [...lines, ...whole] });
      expectFailed(await sync(...two(1), write(1, 3)), "users", "log");
      expectComplete(await sync(...two(1), write(1, 2)));
      expectFailed(await sync(...two(2), write(2, 2), ...two(3), write(3, 3)), "users", "log");
      const synced = await sync(...two(3), write(3, 1));
      expectComplete(synced);
      expect(synced.given[0]?.state).toContain('{"n":2}');
      for (const table of ["users", "log"]) expect(await place.ids(table)).toEqual([1, 2, 3]);
    },
  );

  test.each(NAMELESS)("a line that names no stream fails all of them: %s", async (line) => {
    const log = [record("log", { id: 1 }), state("log", '{"n":1}'), complete("log")];
    expectFailed(await place.sync({ streams, read: [line, ...users, ...log] }), "users", "log");
    const synced = await place.sync({ streams, read: [...users, ...log] });
    expectComplete(synced);
    expect(synced.given[0]?.state ?? "[]").toBe("[]");
    expect(await place.ids("log")).toEqual([1]);
  });

  test.each([
    `{"type":"RECORD","record":{"stream":"log","emitted_at":1,"data":{"id":2,"name":"${SECRET}`,
    `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"log"},"stream_state":{"n"`,
  ])("a last line that was cut off fails its stream: %s", async (line) => {
    const read = `for (const line of ${JSON.stringify([...users, record("log", { id: 1 }), state("log", '{"n":1}'), complete("log")])}) print(line);
      fs.writeSync(1, ${JSON.stringify(line)});`;
    const synced = await place.sync({ streams, read });
    expect(synced.status).toBe(1);
    expect(errorOf(synced, "log")).not.toBe("");
    expect(synced.stdout + synced.stderr).not.toContain(SECRET);
  });

  test("a record that cannot be read fails its stream after any number of warnings", async () => {
    const warnings = Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({ type: "LOG", log: { level: "WARN", message: `warning ${n}` } }),
    );
    const noise = Array.from({ length: 30 }, (_, n) => `not a message ${n}`);
    const read = [
      ...warnings,
      ...noise,
      record("users", { id: 1 }),
      record("users", "[]"),
      state("users", '{"n":1}'),
      complete("users"),
      complete("log"),
    ];
    const synced = await place.sync({ streams, read });
    expectFailed(synced, "users");
    const { given } = await place.sync({ streams, read: users });
    expect(given[0]?.state ?? "").not.toContain("users");
  });

  test("lines that are not messages are counted in a warning, and their content is not shown", async () => {
    const read = [
      `password=${SECRET}`,
      `Traceback: ${SECRET}`,
      `{"hello":"${SECRET}"}`,
      `["${SECRET}"]`,
      ...users,
      complete("log"),
    ];
    const synced = await place.sync({ streams, read });
    expectComplete(synced);
    expect(synced.ended?.warnings.join("\n")).toMatch(/\b4\b/);
    const { stdout } = await place.sluice("status", "--json");
    expect(synced.stdout + synced.stderr + stdout).not.toContain(SECRET);
  });

  test("keeps records and states that have a NUL, raw or escaped", async () => {
    const read = [
      record("users", '{"id":1,"name":"a\\u0000b"}'),
      record("users", '{"id":2,"name":"\\ud800"}'),
      state("users", '{"n":"a\\u0000b"}'),
      complete("users"),
      complete("log"),
    ];
    expectComplete(await place.sync({ streams, read }));
    expect(await place.ids("users")).toEqual([1, 2]);
    const { given } = await place.sync({ streams, read: [complete("users"), complete("log")] });
    expect(given[0]?.state).toContain('{"n":"a\\u0000b"}');
  });
});
