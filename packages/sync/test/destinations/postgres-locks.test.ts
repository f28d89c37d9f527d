import { EventEmitter, once } from "node:events";
import { expect, test } from "@jest/globals";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { watchLocks } from "../../src/destinations/postgres/lock-watch.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";

describePostgres("a session of Postgres that waits for a lock", () => {
  const postgres = usePostgres();
  const table = 'CREATE SCHEMA acme; CREATE TABLE acme."Users" (id int)';

  /** A session that reports after 20 ms, and what it reports. */
  const watched = async (url = postgres.url()) => {
    const warnings = new EventEmitter();
    const first = once(warnings, "warning");
    const onWarning = (text: string) => warnings.emit("warning", text);
    const session = await PostgresSession.open(url, { onWarning, lockWarningMs: 20 });
    return { session, first: first.then(([text]) => String(text)) };
  };

  /** Reads the table in a transaction that stays open. */
  const reader = async (parameters: string) => {
    const session = await PostgresSession.open(`${postgres.url()}?${parameters}`);
    await session.run("BEGIN");
    await session.rows('SELECT * FROM acme."Users"');
    const [row] = await session.rows("SELECT pg_backend_pid() AS pid");
    return { session, pid: String(row?.["pid"]) };
  };

  test("reports who holds the lock, and continues when it is free", async () => {
    await postgres.run(table);
    const { session: holder, pid } = await reader("application_name=psql");
    const { session, first } = await watched();
    const truncating = session.transaction(() => session.run('TRUNCATE acme."Users"'));
    expect(await first).toMatch(
      new RegExp(
        `^Waiting for a lock on acme\\."Users", held by process ${pid} ` +
          "\\(psql, user sluice, in a transaction for \\d+ s\\)\\. End that session, or wait\\.$",
      ),
    );
    await holder.run("COMMIT");
    await truncating;
    await Promise.all([holder.close(), session.close()]);
  });

  test("reports what a user without special rights may see of the holder", async () => {
    await postgres.run(`${table}; GRANT USAGE ON SCHEMA acme TO public`);
    await postgres.run(`CREATE ROLE modest LOGIN PASSWORD 'x'; ALTER TABLE acme."Users" OWNER TO modest`);
    const { session: holder, pid } = await reader("application_name=psql");
    const { session, first } = await watched(postgres.url(undefined, "x").replace("sluice:", "modest:"));
    const truncating = session.transaction(() => session.run('TRUNCATE acme."Users"'));
    expect(await first).toMatch(new RegExp(`held by process ${pid} \\(psql, user sluice\\)\\. End`));
    await holder.run("COMMIT");
    await truncating;
    await Promise.all([holder.close(), session.close()]);
  });
});

test("a watch reports each session that holds a lock once, however long it holds the lock", async () => {
  const row = (pid: string, application: string | null, seconds: string | null) => ({
    pid,
    application,
    user: application && "bob",
    seconds,
    object: "on acme.users",
  });
  const looks = [[row("1", "psql", "7")], [], [row("1", "psql", "8"), row("2", null, null)], [row("0", null, null)]];
  const ended = new AbortController();
  const warnings: string[] = [];
  const blockers = async () => {
    const look = looks.shift();
    if (look !== undefined) return look;
    ended.abort();
    throw new Error("no connection is left");
  };
  await watchLocks({ delayMs: 1, blockers, onWarning: (text) => warnings.push(text) }, ended.signal);
  expect(warnings).toEqual([
    "Waiting for a lock on acme.users, held by process 1 (psql, user bob, in a transaction for 7 s). End that session, or wait.",
    "Waiting for a lock on acme.users, held by process 2. End that session, or wait.",
    "Waiting for a lock on acme.users, held by a prepared transaction. End that transaction (pg_prepared_xacts), or wait.",
  ]);
});
