/** A source gets back the states that go with the rows that are there, so that nothing is missing and nothing comes twice. */
import { expect, test } from "@jest/globals";
import { record } from "./messages.js";
import { cursorAt, resuming, rowsIn, type SourceStateKind } from "./resuming.js";
import { INTEGER, keyed, replaced, unkeyed } from "./source.js";
import { expectComplete, onEachDestination, type Synced, type TestDestination } from "./support.js";

const AT = { id: INTEGER, at: INTEGER };
const PUB = { namespace: "pub" };
const BOTH = [keyed("users", AT, PUB), unkeyed("log", AT, PUB)];

/** The first so many of each stream. */
function first(count: number, text: string): string {
  const parts = text.split(" | ").map((part) => part.split(" ").slice(0, count).join(" "));
  return parts.join(" | ");
}

/** A sync of `users` and `log` with these rows. */
function sync(place: TestDestination, kind: SourceStateKind, rows: string, ...flags: string[]): Promise<Synced> {
  return place.sync(resuming(kind, BOTH, rowsIn(rows)), ...flags);
}

/** The ids of `users` and of `log`, in the same form. */
async function idsOf(place: TestDestination): Promise<string> {
  const [users, log] = [await place.ids("users"), await place.ids("log")];
  return `${users.join(" ")} | ${log.join(" ")}`;
}

interface Message {
  readonly type?: string;
  readonly stream?: object;
  readonly global?: { readonly shared_state: object; readonly stream_states: readonly object[] };
}

/** What a source was given, with long numbers as text; a LEGACY state is one message. */
function messagesIn({ given }: Synced): readonly Message[] {
  const text = (given[0]?.state ?? "[]").replace(/(?<!\d)\d{16,}/g, '"$&"');
  return [JSON.parse(text) as Message | Message[]].flat();
}

/** Expects that a source got back the states of `users` and `log` at these positions, and nothing else but of `whole`. */
function expectGiven(synced: Synced, kind: SourceStateKind, space: object, [users, log, all]: readonly number[]): void {
  const messages = messagesIn(synced);
  const [first] = messages;
  const of = (name: string, at = 0) => ({
    stream_descriptor: { name, ...space },
    stream_state: { cursor: cursorAt(at) },
  });
  const parts = expect.arrayContaining([of("users", users), of("log", log)]);
  if (kind === "LEGACY") {
    expect(messages).toEqual([{ users: cursorAt(users ?? 0), log: cursorAt(log ?? 0), whole: expect.anything() }]);
  } else if (kind === "STREAM") {
    expect(messages.map(({ type }) => type)).not.toContain("GLOBAL");
    expect(messages.map(({ stream }) => stream)).toEqual(parts);
  } else {
    expect([messages.length, first?.type, first?.global?.shared_state]).toEqual([
      1,
      "GLOBAL",
      { lsn: cursorAt(all ?? 0) },
    ]);
    expect(first?.global?.stream_states).toEqual(parts);
  }
}

/** Three syncs of streams of each kind, with one row more each time. */
async function loadsOnce(place: TestDestination, kind: SourceStateKind, space: object): Promise<void> {
  const streams = [keyed("users", AT, space), unkeyed("log", AT, space), replaced("whole", AT, space)];
  for (const n of [1, 2, 3]) {
    const rows = first(n, "1 4 7 | 2 5 8");
    const synced = await place.sync(resuming(kind, streams, rowsIn(`${rows} | ${3 * n}`)));
    expectComplete(synced);
    expect(await idsOf(place)).toBe(rows);
    expect(await place.ids("whole")).toEqual([3 * n]);
    if (n > 1) expectGiven(synced, kind, space, [3 * n - 5, 3 * n - 4, 3 * n - 3]);
  }
}

/** What each destination must do with these kinds of states. */
function partsAreKept(place: TestDestination, kinds: readonly SourceStateKind[]): void {
  test.each(kinds)("a sync of one stream skips and repeats no row of the others, with %s states", async (kind) => {
    expectComplete(await sync(place, kind, "1 | 2"));
    expectComplete(await sync(place, kind, "1 3 | 2 4", "--streams", "pub.users"));
    expect(await idsOf(place)).toBe("1 3 | 2");
    expectComplete(await sync(place, kind, "1 3 5 | 2 4 6"));
    expect(await idsOf(place)).toBe("1 3 5 | 2 4 6");
    expectComplete(await sync(place, kind, "1 3 5 | 2 4 6 8", "--streams", "pub.log"));
    expectComplete(await sync(place, kind, "1 3 5 7 | 2 4 6 8"));
    expect(await idsOf(place)).toBe("1 3 5 7 | 2 4 6 8");
  });

  test.each(kinds)(
    "a full refresh of one stream leaves no gap and no double in the others, with %s states",
    async (kind) => {
      expectComplete(await sync(place, kind, "1 | 2"));
      expectComplete(await sync(place, kind, "1 3 | 2 4", "--full-refresh", "--streams", "pub.log"));
      expectComplete(await sync(place, kind, "1 3 5 | 2 4 6"));
      expect(await idsOf(place)).toBe("1 3 5 | 2 4 6");
      expectComplete(await sync(place, kind, "1 3 5 7 | 2 4 6 8", "--full-refresh", "--streams", "pub.users"));
      expectComplete(await sync(place, kind, "1 3 5 7 9 | 2 4 6 8 10"));
      expect(await idsOf(place)).toBe("1 3 5 7 9 | 2 4 6 8 10");
    },
  );

  test.each(kinds)("a stream that fails and is replaced repeats no row of the others, with %s states", async (kind) => {
    const streams = [...BOTH, replaced("whole", AT, PUB)];
    const bad = record({ name: "whole", ...PUB }, "[]");
    const of = (n: number, ...noise: string[]) =>
      resuming(kind, streams, rowsIn(`${first(n, "1 4 7 | 2 5 8")} | ${3 * n}`), noise);
    expectComplete(await place.sync(of(1)));
    expect((await place.sync(of(2, bad))).status).toBe(1);
    expectComplete(await place.sync(of(3)));
    expect(await idsOf(place)).toBe("1 4 7 | 2 5 8");
  });
}

onEachDestination(["DuckDB"], (place) => {
  const spaces = [
    ["no namespace", {}],
    ["a namespace", PUB],
    ['the namespace ""', { namespace: "" }],
  ] as const;
  for (const [called, space] of spaces) {
    test.each<SourceStateKind>(["STREAM", "GLOBAL"])(
      `three syncs with %s states and ${called} load each record once`,
      (kind) => loadsOnce(place, kind, space),
    );
  }

  test("three syncs with a position in the shared state load each record once", () => loadsOnce(place, "SHARED", PUB));

  test("three syncs with LEGACY states load each record once", () => loadsOnce(place, "LEGACY", {}));

  const split: readonly SourceStateKind[] = ["GLOBAL", "SHARED"];
  partsAreKept(place, split);

  test.each<[SourceStateKind, SourceStateKind]>([
    ["GLOBAL", "STREAM"],
    ["STREAM", "GLOBAL"],
    ["LEGACY", "STREAM"],
    ["LEGACY", "GLOBAL"],
  ])("a source that changes from %s to %s states gets back the newer kind", async (before, after) => {
    expectComplete(await sync(place, before, "1 | 2"));
    expectComplete(await sync(place, after, "1 3 | 2 4"));
    const synced = await sync(place, after, "1 3 5 | 2 4 6");
    expectComplete(synced);
    const types = messagesIn(synced).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set([after]));
    expect(await idsOf(place)).toBe("1 3 5 | 2 4 6");
  });

  test("a stream that changes alone from GLOBAL to STREAM states leaves the other one its part", async () => {
    expectComplete(await sync(place, "GLOBAL", "1 | 2"));
    expectComplete(await sync(place, "STREAM", "1 3 | 2 4", "--streams", "pub.users"));
    expectComplete(await sync(place, "STREAM", "1 3 5 | 2 4 6"));
    expect(await idsOf(place)).toBe("1 3 5 | 2 4 6");
  });

  test("a full refresh of all streams begins a new GLOBAL state", async () => {
    expectComplete(await sync(place, "GLOBAL", "1 | 2"));
    const synced = await sync(place, "GLOBAL", "1 3 | 2 4", "--full-refresh");
    expectComplete(synced);
    expect(synced.given[0]?.state ?? "[]").toBe("[]");
    expectComplete(await sync(place, "GLOBAL", "1 3 5 | 2 4 6"));
    expect(await idsOf(place)).toBe("1 3 5 | 2 4 6");
  });

  test.each(split)("a stream that is new is read from the beginning and then resumed, with %s states", async (kind) => {
    const all = [...BOTH, unkeyed("more", AT, PUB)];
    expectComplete(await sync(place, kind, "1 | 2"));
    expectComplete(await place.sync(resuming(kind, all, rowsIn("1 5 | 2 4 | 3 6"))));
    expectComplete(await place.sync(resuming(kind, all, rowsIn("1 5 | 2 4 | 3 6 7"))));
    expect([await idsOf(place), await place.ids("more")]).toEqual(["1 5 | 2 4", [3, 6, 7]]);
  });
});

onEachDestination(["Postgres", "Parquet", "CSV", "JSONL"], (place) => {
  test("three syncs with GLOBAL states and a namespace load each record once", () => loadsOnce(place, "GLOBAL", PUB));

  test('three syncs with STREAM states and the namespace "" load each record once', () =>
    loadsOnce(place, "STREAM", { namespace: "" }));

  partsAreKept(place, ["GLOBAL"]);
});

onEachDestination(["DuckDB", "Parquet"], (place) => {
  test.each<SourceStateKind>(["STREAM", "GLOBAL"])(
    "a sync after a limited one leaves no gap and no double, with %s states",
    async (kind) => {
      expectComplete(await sync(place, kind, "1 3 | 2 4", "--limit", "1"));
      expectComplete(await sync(place, kind, "1 3 | 2 4"));
      expect(await idsOf(place)).toBe("1 3 | 2 4");
      expectComplete(await sync(place, kind, "1 3 5 7 | 2 4 6 8", "--limit", "1"));
      expectComplete(await sync(place, kind, "1 3 5 7 | 2 4 6 8"));
      expect(await idsOf(place)).toBe("1 3 5 7 | 2 4 6 8");
    },
  );

  test("a source with a LEGACY state is not read in part, and the error says what to do", async () => {
    expectComplete(await sync(place, "LEGACY", "1 | 2"));
    const partly = [
      ["--streams", "pub.users"],
      ["--exclude", "pub.log"],
      ["--limit", "1"],
      ["--full-refresh", "--streams", "pub.log"],
    ];
    for (const flags of partly) {
      const synced = await sync(place, "LEGACY", "1 3 | 2 4", ...flags);
      expect({ flags, status: synced.status }).not.toEqual({ flags, status: 0 });
      expect(synced.stdout + synced.stderr).toMatch(/state.*--[a-z]|--[a-z].*state/s);
      expect(await idsOf(place)).toBe("1 | 2");
    }
    const synced = await sync(place, "LEGACY", "1 3 | 2 4");
    expectComplete(synced);
    expect(synced.given[0]?.state?.trim()).toBe(`{ "users": ${cursorAt(1)}, "log": ${cursorAt(2)} }`);
    expectComplete(await sync(place, "LEGACY", "1 3 | 2 4", "--full-refresh"));
    expect(await idsOf(place)).toBe("1 3 | 2 4");
  });
});
