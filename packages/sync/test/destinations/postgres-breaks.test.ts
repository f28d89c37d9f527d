import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { expect, test } from "@jest/globals";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import type { ConnectionState } from "../../src/state/connection-state.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { type TestSync, tableOf, withDestination, withSync } from "./support.js";

describePostgres("a connection to Postgres that breaks", () => {
  const postgres = usePostgres();

  const open = () => PostgresStore.open(postgres.url());
  const { run, rows } = postgres;
  const table = tableOf("append", undefined, []);
  const place = () => ({ open, folder: postgres.folder() });
  const commit = (sync: TestSync, id: number) => sync.load(table, `{"n":${id}}`, { id });
  /** The rows of the table, and what the state says. */
  const loaded = async () => {
    const found = await rows("SELECT id FROM acme.users ORDER BY id");
    const [row] = await rows("SELECT document FROM _sluice.state");
    const { streams } = JSON.parse(String(row?.["document"])) as ConnectionState;
    return [found.map(({ id }) => Number(id)), streams.map(({ state, loaded: count }) => [state?.text, count])];
  };
  const killOthers =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice' AND pid <> pg_backend_pid() AND datname = current_database()";

  test("reconnects between two batches, and takes its lock again", async () => {
    await withSync(place(), async (sync) => {
      await sync.begin(table);
      await commit(sync, 1);
      await run(killOthers);
      await commit(sync, 2);
      await expect(withDestination(open, async () => undefined)).rejects.toThrow(/Another sync of "acme"/);
      await sync.destination.end({ status: "complete", streams: [], error: undefined });
    });
    expect(await loaded()).toEqual([[1, 2], [['{"n":2}', 2]]]);
  });

  test("repeats a batch in which it broke, so that it is loaded once", async () => {
    await withSync(place(), async (sync) => {
      await sync.begin(table);
      await run(endsItselfOnce("CREATE TRIGGER breaks AFTER INSERT ON acme.users FOR EACH ROW"));
      await commit(sync, 1);
    });
    expect(await loaded()).toEqual([[1], [['{"n":1}', 1]]]);
  });

  test("repeats a batch whose COMMIT did not take effect, so that it is loaded once", async () => {
    await withSync(place(), async (sync) => {
      await sync.begin(table);
      await run(
        endsItselfOnce(
          "CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON acme.users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        ),
      );
      await commit(sync, 1);
    });
    expect(await loaded()).toEqual([[1], [['{"n":1}', 1]]]);
  });

  test("does not repeat a batch whose COMMIT took effect although the answer was lost", async () => {
    const proxy = await losesAnswers(postgres.port());
    const url = postgres.url().replace(`:${postgres.port()}/`, `:${proxy.port}/`);
    await withSync({ open: () => PostgresStore.open(url), folder: postgres.folder() }, async (sync) => {
      await sync.begin(table);
      proxy.loseNextCommit();
      await commit(sync, 1);
      await commit(sync, 2);
    });
    expect(proxy.lost).toBe(1);
    expect(await loaded()).toEqual([[1, 2], [['{"n":2}', 2]]]);
    proxy.server.close();
  });

  test("does not continue if another sync has begun meanwhile", async () => {
    await withSync(place(), async (sync) => {
      await sync.begin(table);
      await run(killOthers);
      await withSync(place(), async (other) => {
        await other.begin(table);
        await commit(other, 7);
      });
      await expect(commit(sync, 1)).rejects.toThrow(/Another sync of "acme" began/);
    });
    expect(await loaded()).toEqual([[7], [['{"n":7}', 1]]]);
  });

  test("reports a COMMIT after a failed statement as a failure, although Postgres accepts it", async () => {
    const session = await PostgresSession.open(postgres.url());
    const work = session.transaction(async () => {
      await session.run("CREATE TABLE public.t (i int)");
      await session.run("SELECT 1 / 0").catch(() => undefined);
    });
    await expect(work).rejects.toThrow(/rolled the transaction back/);
    expect(await session.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await session.transaction(() => session.run("CREATE TABLE public.t (i int)"));
    await session.close();
  });
});

/** A trigger that ends its own backend, the first time only: a sequence is not rolled back. */
function endsItselfOnce(trigger: string): string {
  return `
    CREATE SEQUENCE acme.times;
    CREATE FUNCTION acme.breaks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('acme.times') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
      RETURN NULL;
    END $$;
    ${trigger} EXECUTE FUNCTION acme.breaks()`;
}

/** A proxy that breaks the connection when the server reports a commit. */
async function losesAnswers(port: number) {
  let isToLose = false;
  const proxy = { server: undefined as unknown as Server, port: 0, lost: 0, loseNextCommit: () => (isToLose = true) };
  proxy.server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    client.pipe(upstream);
    upstream.on("data", (data) => {
      if (isToLose && data.includes("COMMIT\0")) {
        isToLose = false;
        proxy.lost++;
        client.destroy();
        upstream.destroy();
      } else client.write(data);
    });
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
  }).listen(0, "127.0.0.1");
  await once(proxy.server, "listening");
  proxy.port = (proxy.server.address() as AddressInfo).port;
  return proxy;
}
