/** Streams that a user resets are read again, and no row is lost or doubled by it; a table that loses most of its rows is a warning. */
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { sluice } from "../cli/support.js";
import { hasTerminal, onTerminal } from "../cli/terminal.js";
import { complete, record, state } from "./messages.js";
import { keyed, replaced, type Source, unkeyed } from "./source.js";
import { ALL, expectComplete, onEachDestination, type TestDestination } from "./support.js";

const LOADED: Source = {
  streams: [keyed("users"), unkeyed("log")],
  read: [
    ...[1, 2].map((id) => record("users", { id })),
    state("users", '{"n":2}'),
    complete("users"),
    ...[1, 2].map((id) => record("log", { id })),
    state("log", '{"n":2}'),
    complete("log"),
  ],
};

async function loaded(place: TestDestination): Promise<void> {
  expectComplete(await place.sync(LOADED));
}

onEachDestination(ALL, (place) => {
  test("a reset stream is read from the beginning, and each record is there once", async () => {
    await loaded(place);
    const ran = await place.sluice("reset", "acme", "*", "--yes");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout.split("\n").sort()).toEqual([
      "",
      "log (acme.log): the next sync reads it from the beginning; its rows stay until they are replaced.",
      "users (acme.users): the next sync reads it from the beginning; its rows stay, and the records are merged into them.",
    ]);
    expect([await place.ids("users"), await place.ids("log")]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const again = await place.sync(LOADED);
    expectComplete(again);
    expect(again.given.map((given) => given.state)).toEqual([null]);
    expect([await place.ids("users"), await place.ids("log")]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test("--drop drops the tables of these streams alone, and the others resume", async () => {
    await loaded(place);
    const ran = await place.sluice("reset", "./source-acme.js", "log", "--drop", "--yes", "--json");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(ran.stdout)).toEqual({
      source: "acme",
      streams: [{ stream: "log", schema: "acme", table: "log", dropped: true, hadState: true, next: "load" }],
    });
    expect(await place.tables("acme")).toEqual(["users"]);
    const again = await place.sync(LOADED);
    expectComplete(again);
    expect(again.given.map((given) => given.state)).toEqual([expect.stringContaining('"users"')]);
    expect(again.given[0]?.state).not.toContain('"log"');
    expect(await place.ids("log")).toEqual([1, 2]);
  });

  test("a table that is replaced by less than half of its rows is a warning that the run keeps", async () => {
    const of = (...ids: readonly number[]): Source => ({
      streams: [replaced("users")],
      read: [...ids.map((id) => record("users", { id })), complete("users")],
    });
    const first = await place.sync(of(1, 2, 3));
    expect(first.ended?.warnings).toEqual([]);
    const second = await place.sync(of(1, 2));
    expect(second.ended?.warnings).toEqual([]);
    const third = await place.sync(of());
    expectComplete(third);
    const warning = expect.stringMatching(/^acme\.users had 2 rows before this sync and is empty now\./);
    expect(third.ended?.warnings).toEqual([warning]);
    const runs = JSON.parse((await place.sluice("runs", "--json", "--limit", "1")).stdout);
    expect(runs).toMatchObject([{ status: "complete", warnings: [], streams: [{ warnings: [warning] }] }]);
  });
});

onEachDestination(["DuckDB", "Postgres"], (place) => {
  test("nothing is reset while a table that must be dropped is the user's own", async () => {
    await loaded(place);
    await place.run('DROP TABLE "acme"."log"');
    await place.run('CREATE TABLE "acme"."log" (mine INTEGER)');
    const ran = await place.sluice("reset", "acme", "*", "--drop", "--yes");
    expect(ran).toMatchObject({ status: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^Cannot drop acme\.log: it is not the table that Sluice made .*Nothing was reset/);
    expect(await place.ids("users")).toEqual([1, 2]);
    const { streams } = JSON.parse((await place.sluice("status", "--json")).stdout);
    expect(streams).toMatchObject([{ hasState: true }, { hasState: true }]);
  });
});

onEachDestination(["Postgres"], (place) => {
  test("a table that a view depends on is not dropped, and the error names the view", async () => {
    await loaded(place);
    await place.run('CREATE VIEW "acme"."mine" AS SELECT * FROM "acme"."users"');
    const ran = await place.sluice("reset", "acme", "users", "--drop", "--yes");
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/^Cannot drop acme\.users: .*depend.*Nothing was reset.*or reset without --drop/);
    expect(await place.ids("users")).toEqual([1, 2]);
  });

  test("a stream is not reset while a sync of its connection has the lock", async () => {
    await loaded(place);
    const lock = place.run("SELECT pg_advisory_lock(hashtextextended('sluice:acme', 0)), pg_sleep(3)");
    const ran = await waitForRefusal(() => place.sluice("reset", "acme", "users", "--yes"));
    expect(ran).toMatchObject({ status: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^Another sync of "acme" is running in this database/);
    await lock;
  });
});

/** The session that takes the lock is another one, so the first try may be too early. */
async function waitForRefusal<T extends { readonly status: number | null }>(attempt: () => Promise<T>): Promise<T> {
  const ran = await attempt();
  return ran.status === 0 ? attempt() : ran;
}

onEachDestination(["DuckDB"], (place) => {
  test.each([
    [["acme", "users"], 2, /^A reset needs --yes where there is no terminal to ask on\. Nothing was reset\./],
    [["acme"], 2, /^Missing STREAM\.\n/],
    [[], 2, /^Missing SOURCE\.\n/],
    [["acme", "user", "--yes"], 1, /^Nothing is saved of a stream "user" of "acme"\. Saved are: log, users\.\n$/],
    [["other", "users", "--yes"], 1, /^Nothing is saved of "other" here/],
    [["acme", "users", "--yes", "--name", "eu"], 1, /^Nothing is saved of "eu" here/],
  ])("reset %j ends with %i and a clear line, and resets nothing", async (args, status, expected) => {
    await loaded(place);
    const ran = await place.sluice("reset", ...args);
    expect([ran.status, ran.stdout]).toEqual([status, ""]);
    expect(ran.stderr).toMatch(expected);
    const { streams } = JSON.parse((await place.sluice("status", "--json")).stdout);
    expect(streams).toMatchObject([{ hasState: true }, { hasState: true }]);
  });

  test("a reset makes no database where there is none", async () => {
    const ran = await sluice(place.folder, ["reset", "acme", "users", "--yes"]);
    expect(ran).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Nothing is saved of "acme" here/) });
    expect((await sluice(place.folder, ["status"])).stdout).toMatch(/^No data yet/);
  });

  (hasTerminal ? test : test.skip)(
    "a reset asks on a terminal, and does nothing without a yes (needs python3)",
    async () => {
      await loaded(place);
      const args = ["reset", "acme", "users", "--drop", "--to", place.to];
      const question = "Forget the state of users of acme, and drop acme.users?";
      const refused = await onTerminal(place.folder, args, [[question, "n"]]);
      expect(refused).toMatchObject({ status: 1, screen: expect.stringContaining("Canceled. Nothing was reset.") });
      expect(await place.tables("acme")).toEqual(["log", "users"]);
      const agreed = await onTerminal(place.folder, args, [[question, "y"]]);
      expect(agreed).toMatchObject({ status: 0, screen: expect.stringContaining("its table was dropped") });
      expect(await place.tables("acme")).toEqual(["log"]);
      expect(join(place.folder, "warehouse.duckdb")).toBe(place.to.slice("duckdb:".length));
    },
  );
});
