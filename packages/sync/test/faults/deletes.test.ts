/** Rows whose records are gone at the source: what a user sees of them, in every destination. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { complete, record, state, writing } from "./messages.js";
import { keyed, replaced, type Source } from "./source.js";
import {
  ALL_AND_LAKE,
  errorOf,
  expectComplete,
  onEachDestination,
  type Synced,
  type TestDestination,
} from "./support.js";

const USERS = keyed("users");
const TEAMS = replaced("teams", { id: { type: "integer" } }, { source_defined_primary_key: [["id"]] });

const users = (...ids: readonly number[]) => writing([USERS, ...ids.map((id) => ({ id, name: `user ${id}` }))]);
const teams = (...ids: readonly number[]) => writing([TEAMS, ...ids.map((id) => ({ id }))]);

/** The ids of the rows, each with whether it is marked as deleted. */
async function marks(place: TestDestination, table: string): Promise<readonly string[]> {
  const rows = await place.rows("acme", table, ["id", "_sluice_deleted_at"]);
  return rows.map(([id, at]) => `${id ?? ""}${at === null || at === "" ? "" : " gone"}`);
}

const deletedIn = ({ ended }: Synced) => ended?.streams.map(({ stream, deleted }) => [stream, deleted]);

onEachDestination(ALL_AND_LAKE, (place) => {
  test("marks the rows that a full refresh does not bring, as the project says", async () => {
    const project = {
      sources: [{ source: "./source-acme.js", name: "acme", streams: { teams: { deletes: "mark" } } }],
    };
    await writeFile(join(place.folder, "sluice.config.json"), JSON.stringify(project));
    const sync = (source: Source) => place.sync(source, "--name", "acme");
    await sync(teams(1, 2, 3));
    const second = await sync(teams(2));
    expectComplete(second);
    expect(deletedIn(second)).toEqual([["teams", 2]]);
    expect(await marks(place, "teams")).toEqual(["1 gone", "2", "3 gone"]);
    expectComplete(await sync(teams(1, 2)));
    expect(await marks(place, "teams")).toEqual(["1", "2", "3 gone"]);
    const { stdout } = await place.sluice("status", "--json");
    const { runs } = JSON.parse(stdout) as { runs: readonly { readonly streams: readonly object[] }[] };
    const warning = expect.stringMatching(
      /^2 of the 3 rows of acme\.teams were marked as deleted\. If the source has not/,
    );
    expect(runs[1]?.streams).toMatchObject([
      { stream: "teams", status: "COMPLETE", read: 1, loaded: 1, deleted: 2, warnings: [warning] },
    ]);
  });

  test("keeps the rows that a full refresh does not bring, and removes them without a setting", async () => {
    await place.sync(teams(1, 2));
    expectComplete(await place.sync(teams(2, 3), "--deletes", "teams=keep"));
    expect(await marks(place, "teams")).toEqual(["1", "2", "3"]);
    expectComplete(await place.sync(teams(3)));
    expect(await place.ids("teams")).toEqual([3]);
  });

  test("marks the row of a record that a CDC source marks, or removes it", async () => {
    const gone = { id: 2, _ab_cdc_deleted_at: "2026-01-02T03:04:05Z" };
    await place.sync(users(1, 2, 3));
    const marked = await place.sync(writing([USERS, gone, { id: 4 }]));
    expectComplete(marked);
    expect(deletedIn(marked)).toEqual([["users", 1]]);
    expect(await marks(place, "users")).toEqual(["1", "2 gone", "3", "4"]);
    const removed = await place.sync(writing([USERS, { ...gone, id: 3 }, { id: 2 }]), "--deletes", "users=remove");
    expect(deletedIn(removed)).toEqual([["users", 1]]);
    expect(await marks(place, "users")).toEqual(["1", "2", "4"]);
  });

  test("reconciles: marks what is gone, keeps states and rows, and the next sync resumes", async () => {
    await place.sync(users(1, 2, 3));
    const reconciled = await place.sync(users(1, 4), "--reconcile");
    expectComplete(reconciled);
    expect(reconciled.given.map(({ state, catalog }) => [state, catalog.streams[0]?.["sync_mode"]])).toEqual([
      [null, "full_refresh"],
    ]);
    expect(reconciled.ended?.streams).toMatchObject([{ read: 2, loaded: 0, deleted: 2 }]);
    expect(await marks(place, "users")).toEqual(["1", "2 gone", "3 gone"]);
    const next = await place.sync(writing([USERS, { id: 3 }]));
    expect(next.given[0]?.state).toContain('{"n":1}');
    expect(await marks(place, "users")).toEqual(["1", "2 gone", "3"]);
    expect(deletedIn(await place.sync(users(3), "--reconcile", "--deletes", "users=remove"))).toEqual([["users", 2]]);
    expect(await place.ids("users")).toEqual([3]);
    expect(await place.tables("acme")).toEqual(["users"]);
  });

  test("reconciles nothing by a read that ends early", async () => {
    await place.sync(users(1, 2, 3));
    const some = [record("users", { id: 1 }), state("users", '{"n":9}')];
    const crashed = await place.sync({ streams: [USERS], read: some, exit: 1 }, "--reconcile");
    const lost = await place.sync(
      { streams: [USERS], read: [...some, record("users", "[]"), complete("users")] },
      "--reconcile",
    );
    const keyless = await place.sync(
      { streams: [USERS], read: [record("users", {}), complete("users")] },
      "--reconcile",
    );
    const counted = [record("users", { id: 1 }), state("users", "{}", { recordCount: 3 }), complete("users")];
    const short = await place.sync({ streams: [USERS], read: counted }, "--reconcile");
    expect([crashed, lost, keyless, short].map(({ status }) => status)).toEqual([1, 1, 1, 1]);
    expect(await marks(place, "users")).toEqual(["1", "2", "3"]);
    expect((await place.sync(users())).given[0]?.state).toContain('{"n":1}');
  });

  test("asks before all rows count as deleted", async () => {
    await place.sync(users(1, 2));
    const empty = await place.sync(users(), "--reconcile");
    expect([empty.status, errorOf(empty, "users")]).toEqual([1, expect.stringContaining("add --allow-empty")]);
    expect(await marks(place, "users")).toEqual(["1", "2"]);
    expectComplete(await place.sync(users(), "--reconcile", "--allow-empty"));
    expect(await marks(place, "users")).toEqual(["1 gone", "2 gone"]);
    expectComplete(await place.sync(users(), "--reconcile"));
  });
});

const [first] = ALL_AND_LAKE;
onEachDestination(first === undefined ? [] : [first], (place) => {
  test.each([["--limit", "1"], ["--full-refresh"], ["--state", "state.json"]])(
    "refuses to reconcile with %s",
    async (...option) => {
      await writeFile(join(place.folder, "state.json"), "[]");
      const { status, stderr } = await place.sync(users(1), "--reconcile", ...option);
      expect([status, stderr]).toEqual([2, expect.stringContaining(`Leave ${option[0]} out.`)]);
    },
  );

  test("refuses a way to treat deleted rows that there is not", async () => {
    const flag = await place.sync(users(1), "--deletes", "users=drop");
    expect([flag.status, flag.stderr]).toEqual([2, expect.stringContaining("Write mark, remove or keep.")]);
    const project = { sources: [{ source: "./source-acme.js", streams: { users: { deletes: "drop" } } }] };
    await writeFile(join(place.folder, "sluice.config.json"), JSON.stringify(project));
    const file = await place.sluice("sync");
    expect([file.status, file.stderr]).toEqual([1, expect.stringContaining("sources.0.streams.users.deletes")]);
  });

  test("says how many rows are gone, and shows in advance what will happen", async () => {
    await place.sync(users(1, 2, 3));
    await place.sync(users(1));
    const planned = await place.sluice("sync", "./source-acme.js", "--reconcile", "--dry-run");
    expect(planned.stdout).toMatch(/acme\.users +2 +id +mark missing rows +beginning/);
    const { stdout } = await place.sluice("sync", "./source-acme.js", "--reconcile");
    expect(stdout).toMatch(/table +read +loaded +deleted\nacme\.users +complete +1 +0 +2\n/);
    expect(stdout).toMatch(/Everything arrived: 0 records of 1 stream in .*; 2 rows marked as deleted or removed\.\n/);
  });
});
