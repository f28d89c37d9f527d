import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { killedSource, USERS } from "../cli/killed-source.js";
import { sluice } from "../cli/support.js";
import { describeLake, LAKE_ENVIRONMENT, type ReadLake, sqliteLake, withLake } from "./lake-support.js";
import { PASSWORD } from "./postgres-server.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";

const EVENTS = 3_000;
const LONG_MS = 120_000;
const NAMES = ["one", "two", "three"];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Syncs of different connections, each a process, at the same time into a lake that is not there yet. */
async function allAtOnce(to: string): Promise<void> {
  const { file, set } = await killedSource(folder);
  await set({ states: "STREAM", namespace: "", run: 1, events: { upTo: EVENTS } });
  const syncs = NAMES.map((name) =>
    sluice(folder, ["sync", file, "--to", to, "--name", name, "--batch", "300"], LAKE_ENVIRONMENT),
  );
  const ended = (await Promise.all(syncs)).map(({ status, stdout }) => [
    status,
    /Everything arrived/.exec(stdout)?.[0],
  ]);
  expect(ended).toEqual(NAMES.map(() => [0, "Everything arrived"]));
  const status = await sluice(folder, ["status", "--to", to, "--json"], LAKE_ENVIRONMENT);
  const { streams } = JSON.parse(status.stdout) as {
    streams: { connection: string; stream: string; loaded: number }[];
  };
  const logs = streams.filter(({ stream }) => stream === "log").map(({ connection, loaded }) => [connection, loaded]);
  expect(logs.sort()).toEqual(NAMES.map((name) => [name, EVENTS]).sort());
}

async function rowsIn(lake: ReadLake): Promise<readonly unknown[]> {
  const counts = NAMES.map(
    (name) =>
      `SELECT (SELECT count(DISTINCT id) || '/' || count(*) FROM ${name}.log) AS log, (SELECT count(*) FROM ${name}.users) AS users`,
  );
  return withLake(lake, (database) => database.rows(counts.join(" UNION ALL ")));
}

const EXPECTED = NAMES.map(() => ({ log: `${EVENTS}/${EVENTS}`, users: String(USERS) }));

describeLake("three processes that load into a new lake at once", () => {
  test(
    "load each record once where its catalog is a SQLite file",
    async () => {
      await allAtOnce(`ducklake:sqlite:test.sqlite?data=data`);
      expect(await rowsIn(sqliteLake(folder))).toEqual(EXPECTED);
    },
    LONG_MS,
  );

  test(
    "take turns where its catalog is a DuckDB file, if they are to wait",
    async () => {
      const { file, set } = await killedSource(folder);
      await set({ states: "STREAM", namespace: "", run: 1, events: { upTo: 100 } });
      const syncs = (...more: readonly string[]) =>
        Promise.all(
          NAMES.map((name) =>
            sluice(folder, ["sync", file, "--to", "ducklake:x.ducklake", "--name", name, ...more], LAKE_ENVIRONMENT),
          ),
        );
      expect((await syncs("--wait-lock", "60")).map(({ status }) => status)).toEqual([0, 0, 0]);
    },
    LONG_MS,
  );

  describePostgres("and whose catalog is a Postgres database,", () => {
    const postgres = usePostgres();
    test(
      "load each record once",
      async () => {
        await allAtOnce(`ducklake:${postgres.url()}?data=${join(folder, "data")}`);
        const { hostname, port, pathname } = new URL(postgres.url());
        const address = `postgres:host=${hostname} port=${port} user=sluice password=${PASSWORD} dbname=${pathname.slice(1)}`;
        expect(await rowsIn({ address, extensions: ["postgres_scanner"] })).toEqual(EXPECTED);
      },
      LONG_MS,
    );
  });
});
