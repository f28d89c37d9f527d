/** A destination that the first version wrote keeps working: fixtures/v1/README.md says what is in it. */
import { cp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { cursorAt, type ResumingRow, resuming } from "../faults/resuming.js";
import { DATE, INTEGER, keyed, NUMBER, OBJECT, replaced, STRING, TIMESTAMP, unkeyed } from "../faults/source.js";
import { ALL, onEachDestination, type Synced, type TestDestination } from "../faults/support.js";

const fixtures = fileURLToPath(new URL("../fixtures/v1", import.meta.url));

/** Puts the fixture where this destination is. */
async function restore(place: TestDestination): Promise<void> {
  if (place.kind === "Postgres") await place.run(await readFile(join(fixtures, "postgres.sql"), "utf8"));
  else if (place.kind === "DuckDB") {
    await writeFile(place.to.replace("duckdb:", ""), gunzipSync(await readFile(join(fixtures, "sluice.duckdb.gz"))));
  } else await cp(join(fixtures, place.kind.toLowerCase()), lakeOf(place), { recursive: true });
}

const lakeOf = ({ folder }: TestDestination) => join(folder, "lake");

/** Expects that everything arrived. @returns the state that the source was given, byte for byte. */
function resumed({ status, stderr, ended, given }: Synced): string {
  expect({ errors: ended?.errors, failed: ended?.streams.map(({ error }) => error), stderr, status }).toMatchObject({
    ...{ errors: [], stderr: "", status: 0 },
  });
  return given[0]?.state ?? "";
}

const AT = { at: INTEGER };
const PERSON = {
  id: INTEGER,
  Id: STRING,
  name: STRING,
  age: INTEGER,
  joined_at: TIMESTAMP,
  address: OBJECT,
  score: STRING,
};

/** The source of `acme` with these rows behind those that it had. */
function acme(users: readonly ResumingRow[], events: readonly ResumingRow[], log: readonly ResumingRow[]) {
  const streams = [
    keyed("users", { ...PERSON, ...AT }),
    { ...replaced("events", { id: INTEGER, kind: STRING, ...AT }), source_defined_primary_key: [["id"]] },
    unkeyed("log", { line: STRING, ...AT }),
  ];
  const lines = ["one", "two", "three"].map((line, index) => ({ line, at: index + 1 }));
  const dan = { id: 4, Id: "A-4", name: "Dan", age: 41, joined_at: "2026-01-04T08:00:00Z", score: "9", at: 5 };
  return resuming("STREAM", streams, [[dan, ...users], events, [...lines, ...log]]);
}

const NEW_USERS: readonly ResumingRow[] = [
  { id: "#9007199254740993", Id: "A-3", name: "Cleo C.", at: 6 },
  { id: 5, Id: "A-5", name: "Eve", age: 5, score: "10", at: 7 },
];

function acmeState(stream: string, at: number): string {
  return `{"type":"STREAM","stream":{"stream_descriptor":{"name":"${stream}"},"stream_state":{ "cursor": ${cursorAt(at)} }}}`;
}

const PUB = { namespace: "pub" };

/** The source of `global`. */
function global(users: readonly ResumingRow[], log: readonly ResumingRow[]) {
  const streams = [
    keyed("users", { code: STRING, name: STRING, ...AT }, { ...PUB, source_defined_primary_key: [["code"]] }),
    unkeyed("log", { line: STRING, ...AT }, PUB),
  ];
  const lines = ["one", "two"].map((line, index) => ({ line, at: index + 1 }));
  return resuming("GLOBAL", streams, [
    [{ code: null, name: "nobody", at: 3 }, ...users],
    [...lines, ...log],
  ]);
}

function legacy(items: readonly ResumingRow[], notes: readonly ResumingRow[]) {
  const item = { sku: STRING, day: DATE, sold_at: TIMESTAMP, price: NUMBER, ...AT };
  const source_defined_primary_key = [["sku"], ["day"], ["sold_at"]];
  const streams = [keyed("items", item, { source_defined_primary_key }), unkeyed("notes", { text: STRING, ...AT })];
  const last = { sku: "s2", day: "2026-01-01", sold_at: "2026-01-01T09:00:00Z", price: 2, at: 2 };
  return resuming("LEGACY", streams, [
    [last, ...items],
    [{ text: "one", at: 1 }, ...notes],
  ]);
}

const soldAt = { day: "2026-01-01", sold_at: "2026-01-01T08:00:00Z" };

interface Status {
  readonly runs: readonly {
    readonly connection: string;
    readonly status: string;
    readonly streams: readonly object[];
  }[];
  readonly streams: readonly { readonly schema: string; readonly table: string; readonly hasState: boolean }[];
}

async function statusOf(place: TestDestination): Promise<Status> {
  const ran = await place.sluice("status", "--json");
  expect([ran.status, ran.stderr]).toEqual([0, ""]);
  return JSON.parse(ran.stdout) as Status;
}

const TABLES = ["acme.events", "acme.log", "acme.users", "global.log", "global.users", "legacy.items", "legacy.notes"];

onEachDestination(ALL, (place) => {
  test("status lists the runs and tables of the first version, before and after a sync", async () => {
    await restore(place);
    const tables = async () => (await statusOf(place)).streams.map(({ schema, table }) => `${schema}.${table}`).sort();
    const runs = async () => (await statusOf(place)).runs.map(({ connection, status }) => `${connection} ${status}`);
    const old = ["acme failed", "acme killed", "acme complete", "acme complete"];
    expect(await tables()).toEqual(TABLES);
    expect(await runs()).toEqual(["legacy complete", "global complete", "acme running", ...old]);
    resumed(await place.sync(acme(NEW_USERS, [], [])));
    expect(await tables()).toEqual(TABLES);
    expect(await runs()).toEqual(["acme complete", "legacy complete", "global complete", "acme killed", ...old]);
  });

  test("status counts the rows that a failed run of the first version loaded", async () => {
    await restore(place);
    const failed = (await statusOf(place)).runs.find(({ status }) => status === "failed");
    expect(failed?.streams).toContainEqual(expect.objectContaining({ stream: "users", read: 1, loaded: 1 }));
  });

  test("a sync resumes each stream from its own state, merges keyed rows, appends the others once and replaces the rest", async () => {
    await restore(place);
    const given = resumed(
      await place.sync(acme(NEW_USERS, [{ id: 3, kind: "new", at: 1 }], [{ line: "four", at: 4 }])),
    );
    expect(given).toContain(acmeState("users", 5));
    expect(given).toContain(acmeState("log", 3));
    const renamed = place.kind === "JSONL" ? "Id" : "Id_12156e";
    const users = () => place.rows("acme", "users", ["id", renamed, "name", "score", "nick"]);
    const kept = [
      ["2", "A-2", "Bob B.", "eight", null],
      ["4", "A-4", "Dan", "9", null],
      ["5", "A-5", "Eve", "10", null],
      ["9007199254740993", "A-3", "Cleo C.", null, null],
    ];
    expect(await users()).toEqual([["1", "A-1", "Ada", "7", "ada"], ...kept]);
    expect(await place.rows("acme", "events", ["id", "kind"])).toEqual([["3", "new"]]);

    const more: readonly ResumingRow[] = [{ id: 1, Id: "A-1", name: "Ada L.", score: "8", at: 8 }];
    const log = ["four", "five"].map((line, index) => ({ line, at: index + 4 }));
    const again = resumed(await place.sync(acme([...NEW_USERS, ...more], [{ id: 4, kind: "newer", at: 1 }], log)));
    expect(again).toContain(acmeState("users", 7));
    expect(again).toContain(acmeState("log", 4));
    expect(await users()).toEqual([["1", "A-1", "Ada L.", "8", null], ...kept]);
    expect(await place.rows("acme", "events", ["id", "kind"])).toEqual([["4", "newer"]]);
    const lines = ["five", "four", "one", "three", "two"].map((line) => [line]);
    expect(await place.rows("acme", "log", ["line"])).toEqual(lines);
    const mismatch = place.kind === "JSONL" ? "age" : "_sluice_extra";
    expect(JSON.stringify(await place.rows("acme", "users", [mismatch]))).toContain("unknown");
  });

  test("a report shows the runs and tables of the first version", async () => {
    await restore(place);
    expect(await place.sluice("report", "--output", "report.html")).toMatchObject({ status: 0, stderr: "" });
    const page = await readFile(join(place.folder, "report.html"), "utf8");
    expect(page).toContain("7 runs as a table");
    expect(page).toContain("The API answered 503.");
    expect(page).toContain("–: no run has counted the rows yet.");
    for (const table of TABLES) expect(page).toContain(`<th scope="row">${table}</th>`);
  });

  test("a sync hands a GLOBAL state back completely, namespace included, and merges a row whose key is null", async () => {
    await restore(place);
    const parts = (text: string) => [...text.matchAll(/"stream_state":(\{[^}]*\})/g)].map(([, part]) => part).sort();
    const given = resumed(
      await place.sync(
        global([{ code: "Ä 1", name: "Bob B.", at: 4 }], [{ line: "three", at: 3 }]),
        "--name",
        "global",
      ),
    );
    expect(given).toContain(`{ "lsn": ${cursorAt(3)} }`);
    expect(parts(given)).toEqual([`{ "cursor": ${cursorAt(2)} }`, `{ "cursor": ${cursorAt(3)} }`]);
    const users: readonly ResumingRow[] = [
      { code: "Ä 1", name: "Bob B.", at: 4 },
      { code: null, name: "no one", at: 5 },
    ];
    const log = ["three", "four"].map((line, index) => ({ line, at: index + 3 }));
    expect(parts(resumed(await place.sync(global(users, log), "--name", "global")))).toHaveLength(2);
    expect(await place.rows("global", "users", ["code", "name"])).toEqual([
      ["a", "Ada"],
      ["Ä 1", "Bob B."],
      [null, "no one"],
    ]);
    expect(await place.rows("global", "log", ["line"])).toEqual([["four"], ["one"], ["three"], ["two"]]);
  });

  test("a sync hands a LEGACY state back as it was, and merges by a key of dates and times", async () => {
    await restore(place);
    const changed: ResumingRow = { sku: "s1", ...soldAt, price: 1.75, at: 3 };
    const given = resumed(await place.sync(legacy([changed], [{ text: "two", at: 2 }]), "--name", "legacy"));
    expect(given.trim()).toBe(`{ "items": ${cursorAt(2)}, "notes": ${cursorAt(1)} }`);
    const added: ResumingRow = { sku: "s3", ...soldAt, price: 3, at: 4 };
    const notes = ["two", "three"].map((text, index) => ({ text, at: index + 2 }));
    resumed(await place.sync(legacy([changed, added], notes), "--name", "legacy"));
    expect(await place.rows("legacy", "items", ["sku", "at"])).toEqual([
      ["s1", "3"],
      ["s2", "2"],
      ["s3", "4"],
    ]);
    expect(await place.rows("legacy", "notes", ["text"])).toEqual([["one"], ["three"], ["two"]]);
  });

  test("reconciling marks the rows of the first version whose keys are gone, and a sync merges the others", async () => {
    await restore(place);
    const isGone = (at: string | null | undefined) => at !== null && at !== "";
    const gone = async (schema: string, table: string, key: string) => {
      const rows = await place.rows(schema, table, [key, "_sluice_deleted_at"]);
      return rows.filter(([, at]) => isGone(at)).map(([value]) => value);
    };
    resumed(await place.sync(acme(NEW_USERS, [], []), "--reconcile"));
    expect(await gone("acme", "users", "id")).toEqual(["1", "2"]);
    const given = resumed(await place.sync(acme(NEW_USERS, [], [])));
    expect(given).toContain(acmeState("users", 5));
    expect(await place.rows("acme", "users", ["id"])).toEqual([["1"], ["2"], ["4"], ["5"], ["9007199254740993"]]);
    expect(await gone("acme", "users", "id")).toEqual(["1", "2"]);
    resumed(await place.sync(legacy([], []), "--name", "legacy", "--reconcile"));
    expect(await gone("legacy", "items", "sku")).toEqual(["s1"]);
  });

  if (place.kind === "DuckDB" || place.kind === "Postgres") {
    test("the next sync drops the staging table that a killed one left", async () => {
      await restore(place);
      expect(await place.tables("acme")).toContain("_sluice_new_862417b9e7c3");
      resumed(await place.sync(acme(NEW_USERS, [], [])));
      expect(await place.tables("acme")).toEqual(["events", "log", "users"]);
    });
  } else {
    test("the next sync finishes a commit that was killed before its files had their names", async () => {
      await restore(place);
      const part = `acme/log/part-000002.${place.kind.toLowerCase()}`;
      const hidden = "acme/log/.4c9f9f0e-8a3c-4a40-9d8a-d5a1c2e3f405.sluice-tmp";
      await rename(join(lakeOf(place), part), join(lakeOf(place), hidden));
      const file = join(lakeOf(place), "_sluice/manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8")) as object;
      const todo = { moves: [{ from: hidden, to: part }], removals: [] };
      await writeFile(file, JSON.stringify({ ...manifest, todo }));
      resumed(await place.sync(acme(NEW_USERS, [], [{ line: "four", at: 4 }])));
      expect(await place.rows("acme", "log", ["line"])).toEqual([["four"], ["one"], ["three"], ["two"]]);
    });
  }
});
