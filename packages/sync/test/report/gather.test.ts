import { describe, expect, test } from "@jest/globals";
import { count, entry, gathered, hoursAgo, run, state } from "./support.js";

describe("a table", () => {
  const users = new Map([["acme", state(entry("users", ["id", "name"]))]]);

  test("has the rows that complete runs counted, the oldest first", () => {
    const runs = [
      run(1, { streams: [count("users", { rows: 7 })] }),
      run(2),
      run(3, { streams: [count("users", { rows: 5 })] }),
    ];
    const [table] = gathered(runs, { states: users }).tables;
    expect([table?.name, table?.rows, table?.isEstimate]).toEqual(["acme.users", 7, false]);
    expect(table?.history).toEqual([
      { at: hoursAgo(3), rows: 5 },
      { at: hoursAgo(1), rows: 7 },
    ]);
  });

  test("keeps at most 40 points over time, the last one among them", () => {
    const runs = Array.from({ length: 100 }, (_none, index) =>
      run(index, { streams: [count("users", { rows: 1000 - index })] }),
    );
    const [table] = gathered(runs, { states: users }).tables;
    expect(table?.history.length).toBeLessThanOrEqual(40);
    expect(table?.history.at(-1)?.rows).toBe(1000);
  });

  test("is an estimate where Postgres did not count all rows", () => {
    const runs = [run(1, { streams: [count("users", { rows: 2_000_000 })] })];
    const isEstimate = (destination: string) => gathered(runs, { states: users, destination }).tables[0]?.isEstimate;
    expect([isEstimate("postgres://host/db"), isEstimate("duckdb:file")]).toEqual([true, false]);
  });

  test.each([
    ["fresh", 35, "COMPLETE", false],
    ["stale after 36 hours", 37, "COMPLETE", true],
    ["stale if its last reads failed", 37, "INCOMPLETE", true],
  ] as const)("is %s", (_what, hours, later, isStale) => {
    const runs = [
      run(hours === 35 ? 34 : 1, { streams: [count("users", { status: "INCOMPLETE" })] }),
      run(hours, { streams: [count("users")] }),
    ];
    const [table] = gathered(later === "COMPLETE" ? runs.slice(1) : runs, { states: users }).tables;
    expect([table?.isStale, table?.completeAt]).toEqual([isStale, hoursAgo(hours)]);
  });

  test("of an earlier version is as fresh as the last run of which everything arrived", () => {
    const old = { stream: "users", read: 1, loaded: 1 };
    const runs = [run(2, { status: "failed", streams: [old] }), run(3, { streams: [old] })];
    expect(gathered(runs, { states: users }).tables[0]?.completeAt).toEqual(hoursAgo(3));
    expect(gathered([], { states: users }).tables[0]?.completeAt).toEqual(hoursAgo(1));
  });

  test("says how it is read, by its last record that is not of a reconciliation", () => {
    const streams = (mode: "reconcile" | "merge") => [
      count("users", { mode, cursor: mode === "merge" ? "updatedAt" : undefined }),
    ];
    const runs = [run(1, { streams: streams("reconcile") }), run(2, { streams: streams("merge") })];
    const [table] = gathered(runs, { states: users }).tables;
    expect([table?.mode, table?.cursor]).toEqual(["incremental, merged by key", "updatedAt"]);
  });

  test("names private fields as its columns do, and leaves out columns that are gone", () => {
    const privacy = { excluded: ["PHONE"], hashed: ["EMAIL"], salts: ["check-of-a-salt"] };
    const columns = ["id", "eMail", "old"].map((field) => ({ field, name: field, isGone: field === "old" }));
    const data = gathered([], { states: new Map([["acme", state(entry("users", [], { privacy, columns }))]]) });
    expect([data.tables[0]?.excluded, data.tables[0]?.hashed]).toEqual([["phone"], ["eMail"]]);
    expect(data.tables[0]?.columns.map(({ name }) => name)).toEqual(["id", "eMail"]);
    expect(JSON.stringify(data)).not.toContain("check-of-a-salt");
  });
});

describe("a connection", () => {
  test("is shown with its last run, also one that has no table yet", () => {
    const data = gathered([run(1, { connection: "new", status: "failed", error: "The key was refused." })], {
      states: new Map([["acme", state(entry("users", ["id"]))]]),
    });
    expect(data.connections).toMatchObject([
      { name: "acme", last: undefined, tables: 1, staleTables: 0, rows: undefined },
      { name: "new", last: { status: "failed", error: "The key was refused." }, failedRuns: 1, tables: 0 },
    ]);
  });
});

describe("failures and warnings", () => {
  test("of one text are one entry, with its streams, its runs and the remedy apart", () => {
    const error = "The API answered 403. Grant the permission, or exclude the stream.";
    const streams = ["users", "logs"].map((stream) =>
      count(stream, { status: "INCOMPLETE", error: `Stream "${stream}": ${error}` }),
    );
    const failed = (hours: number) => run(hours, { status: "failed", streams, error: streams[0]?.error });
    const [last, first] = [failed(2), failed(5)];
    const [entry, ...others] = gathered([run(1), last, first]).failures;
    expect(others).toEqual([]);
    expect(entry).toEqual({
      ...{ connection: "acme", streams: ["users", "logs"], kind: "failed", text: "The API answered 403." },
      ...{ remedy: "Grant the permission, or exclude the stream.", runs: 2, isCurrent: false },
      ...{ first: first.startedAt, last: last.startedAt, lastRun: last.id },
    });
  });

  test("of the last run of a connection come first", () => {
    const failed = (connection: string, hours: number, error: string) =>
      run(hours, { connection, status: "failed", error });
    const runs = [run(1, { connection: "b" }), failed("b", 2, "Old."), failed("a", 3, "Now.")];
    expect(gathered(runs).failures.map(({ text, isCurrent }) => [text, isCurrent])).toEqual([
      ["Now.", true],
      ["Old.", false],
    ]);
  });

  test("of a run that was killed say what to do, and one that was stopped is not a failure", () => {
    const data = gathered([run(1, { status: "stopped", error: "stopped by SIGTERM" }), run(2, { status: "killed" })]);
    expect(data.failures).toMatchObject([{ kind: "killed", remedy: expect.stringContaining("resumes") }]);
    expect(data.notices).toEqual([]);
  });

  test("are notices where nothing failed: skipped streams and parents, type mismatches, warnings", () => {
    const noticed = {
      ...{ skippedParents: ["team 1"], typeMismatches: [{ field: "age", values: 2, first: 0 }] },
      warnings: ["It shrank."],
    };
    const streams = [count("users", noticed), count("logs", { skipped: "No such plan." })];
    const { notices, failures } = gathered([run(1, { streams, warnings: ["The API is old."] })]);
    expect(failures).toEqual([]);
    expect(notices.map(({ kind, streams, text }) => [kind, ...streams, text])).toEqual([
      ["skipped", "users", "Parent team 1 was refused by the API."],
      ["mismatch", "users", "age: values not of the column's type, kept in _sluice_extra."],
      ["warning", "users", "It shrank."],
      ["skipped", "logs", "No such plan."],
      ["warning", "The API is old."],
    ]);
  });
});

test("schema changes are listed with their runs, the newest first", () => {
  const changed = (column: string) => [count("users", { changes: [{ kind: "added", column }] })];
  const [now, before] = [run(1, { streams: changed("b") }), run(2, { streams: changed("a") })];
  expect(gathered([now, before]).changes).toEqual([
    { kind: "added", column: "b", at: now.startedAt, connection: "acme", run: now.id, stream: "users" },
    { kind: "added", column: "a", at: before.startedAt, connection: "acme", run: before.id, stream: "users" },
  ]);
});

test("what is left out is said: older runs, and what is behind the first 200", () => {
  const changes = Array.from({ length: 201 }, (_none, index) => ({ kind: "added" as const, column: `c${index}` }));
  const data = gathered([run(1, { streams: [count("users", { changes })] }), run(2), run(3)], { maxRuns: 2 });
  expect([data.runs.length, data.changes.length]).toEqual([2, 200]);
  expect(data.omissions).toEqual([
    "Runs before the last 2 of a connection are left out.",
    "Of 201 schema changes the newest 200 are shown.",
  ]);
  expect(gathered([run(1)]).omissions).toEqual([]);
});
