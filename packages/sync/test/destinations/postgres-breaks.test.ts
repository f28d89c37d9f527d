import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { expect, test } from "@jest/globals";
import type { Destination } from "../../src/destinations/destination.js";
import { PostgresSession } from "../../src/destinations/postgres/client.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { batchOf, tableOf, withDestination } from "./support.js";

describePostgres("a connection to Postgres that breaks", () => {
  const postgres = usePostgres();

  const open = () => PostgresStore.open(postgres.url());
  const { run, rows } = postgres;
  const table = tableOf("append", undefined, []);
  const commit = async (destination: Destination, id: number) =>
    destination.commit([await batchOf(postgres.folder(), table, `${id}`, { id })]);
  /** What is landed, and how far the books say it is. */
  const landed = async () => {
    const found = await rows("SELECT id FROM acme.users ORDER BY id");
    const [books] = await rows("SELECT state, committed_rows AS rows FROM _sluice.streams");
    return [found.map(({ id }) => Number(id)), books];
  };
  const killOthers =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice' AND pid <> pg_backend_pid() AND datname = current_database()";

  test("between two batches is made anew, and so is its lock", async () => {
    await withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await commit(destination, 1);
      await run(killOthers);
      await commit(destination, 2);
      await expect(withDestination(open, async () => undefined)).rejects.toThrow(/Another sync of "acme"/);
      await destination.end({ status: "complete", streams: [], error: undefined });
    });
    expect(await landed()).toEqual([[1, 2], { state: "2", rows: "2" }]);
  });

  test("within a batch lets it be landed again, once", async () => {
    await withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await run(endsItselfOnce("CREATE TRIGGER breaks AFTER INSERT ON acme.users FOR EACH ROW"));
      await commit(destination, 1);
    });
    expect(await landed()).toEqual([[1], { state: "1", rows: "1" }]);
  });

  test("at COMMIT, which then did not take place, lets the batch be landed again, once", async () => {
    await withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await run(
        endsItselfOnce(
          "CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON acme.users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        ),
      );
      await commit(destination, 1);
    });
    expect(await landed()).toEqual([[1], { state: "1", rows: "1" }]);
  });

  test("at COMMIT, which took place, is seen as success: the batch is not landed again", async () => {
    const proxy = await losesAnswers(postgres.port());
    const url = postgres.url().replace(`:${postgres.port()}/`, `:${proxy.port}/`);
    await withDestination(
      () => PostgresStore.open(url),
      async (destination) => {
        await destination.start();
        await destination.begin([table]);
        proxy.loseNextCommit();
        await commit(destination, 1);
        await commit(destination, 2);
      },
    );
    expect(proxy.lost).toBe(1);
    expect(await landed()).toEqual([[1, 2], { state: "2", rows: "2" }]);
    proxy.server.close();
  });

  test("does not go on where another sync has begun meanwhile", async () => {
    await withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await run(killOthers);
      await withDestination(open, async (other) => {
        await other.start();
        await other.begin([table]);
        await commit(other, 7);
      });
      await expect(commit(destination, 1)).rejects.toThrow(/Another sync of "acme" began/);
    });
    expect(await landed()).toEqual([[7], { state: "7", rows: "1" }]);
  });

  test("is another thing than a statement that fails: a COMMIT after that is a failure, though Postgres takes it", async () => {
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

/** A trigger that ends its own backend, the first time only: a sequence does not go back with its transaction. */
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

/** Stands before a server, and breaks the connection when that says that it has committed. */
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
