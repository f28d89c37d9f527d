import { describe, expect, test } from "@jest/globals";
import { openExisting } from "../../src/destinations/open.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { destinationContract } from "./contract.js";
import { deletesContract } from "./contracts/deletes.js";
import type { Subject } from "./contracts/subject.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { broken, INTEGER, TEXT, type TestRecord, TestSync, tableOf, withDestination, withSync } from "./support.js";

describePostgres("Postgres", () => {
  const postgres = usePostgres();

  const open = () => PostgresStore.open(postgres.url());
  const { run, rows } = postgres;

  const subject: Subject = {
    folder: postgres.folder,
    open,
    rows: async (schema, table, columns) => {
      const found = await rows(`SELECT * FROM ${schema}.${table}`);
      return found.map((row) =>
        columns.map((column) => (/^\d+$/.test(String(row[column])) ? Number(row[column]) : row[column])),
      );
    },
    tables: async (schema) => {
      const found = await rows(`SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' ORDER BY tablename`);
      return found.map(({ tablename }) => String(tablename));
    },
    run,
    drop: (schema, table) => run(`DROP TABLE ${schema}.${table}`),
  };
  destinationContract(subject);
  deletesContract(subject);

  test("gives the server's estimate of the rows of a table with more than a million, and counts others", async () => {
    await run(
      "CREATE SCHEMA acme; CREATE TABLE acme.large AS SELECT 1 AS id FROM generate_series(1, 1000002); ANALYZE acme.large",
    );
    await run("CREATE TABLE acme.small AS SELECT 1 AS id FROM generate_series(1, 1000000)");
    await run("UPDATE pg_class SET reltuples = 5000000 WHERE oid IN ('acme.large'::regclass, 'acme.small'::regclass)");
    const tables = ["large", "small"].map((name) => ({ schema: "acme", name }));
    const counts = await withDestination(open, (destination) => destination.rowCounts(tables));
    expect(counts).toEqual([5_000_000, 1_000_000]);
  });

  /** One sync of one batch, to its end. @throws why the table cannot begin. */
  const load = (table: ReturnType<typeof tableOf>, ...records: readonly TestRecord[]) =>
    withSync({ open, folder: postgres.folder() }, async (sync) => {
      const [failure] = (await sync.begin(table)).failures.values();
      if (failure !== undefined) throw new Error(failure);
      await sync.load(table, '{"n":1}', ...records);
      await sync.finish(table);
    });

  describe("objects of the user", () => {
    test("keep their views, grants and indexes in a full refresh, although columns come and go", async () => {
      await load(tableOf("replace", { id: INTEGER, name: TEXT, gone: TEXT }), { id: 1, name: "a", gone: "x" });
      await run("CREATE VIEW acme.names AS SELECT name FROM acme.users; CREATE INDEX mine ON acme.users (name)");
      await run("CREATE ROLE reader; GRANT SELECT ON acme.users TO reader");
      await load(tableOf("replace", { id: TEXT, name: TEXT, more: TEXT }), { id: "2", name: "b", more: "m" });
      expect(await rows("SELECT * FROM acme.names")).toEqual([{ name: "b" }]);
      expect(await rows("SELECT id, name, more FROM acme.users")).toEqual([{ id: "2", name: "b", more: "m" }]);
      expect(await rows("SELECT has_table_privilege('reader', 'acme.users', 'SELECT') AS may")).toEqual([{ may: "t" }]);
      expect(await rows("SELECT FROM pg_indexes WHERE indexname = 'mine'")).toHaveLength(1);
    });

    test.each([
      ["of a column that gets another type, in a full refresh", tableOf("replace", { id: INTEGER, name: INTEGER })],
      ["of a column that gets a wider type", tableOf("merge", { id: INTEGER, name: {} })],
    ])("refuses to drop a view %s, names the view, and changes nothing", async (_what, table) => {
      await load(tableOf("merge"), { id: 1, name: "a" });
      await run("CREATE VIEW acme.names AS SELECT name FROM acme.users");
      await expect(load(table, { id: 2 })).rejects.toThrow(
        /view acme\.names depends on column.*drop that object yourself/,
      );
      expect(await rows("SELECT * FROM acme.names")).toEqual([{ name: "a" }]);
    });

    test("loads into a schema that the user may use, although the user may not create schemas", async () => {
      await run("CREATE ROLE lander LOGIN PASSWORD 'x'");
      await run("CREATE SCHEMA acme AUTHORIZATION lander; CREATE SCHEMA _sluice AUTHORIZATION lander");
      const url = postgres.url(undefined, "x").replace("sluice:", "lander:");
      await withSync({ open: () => PostgresStore.open(url), folder: postgres.folder() }, async (sync) => {
        const { failures } = await sync.begin(
          tableOf("merge"),
          tableOf("merge", undefined, ["id"], { schema: "other", name: "orders" }),
        );
        expect([...failures.values()]).toEqual([
          expect.stringMatching(/may not create the schema "other": permission denied for database.*GRANT CREATE/),
        ]);
      });
    });
  });

  describe("syncs at the same time", () => {
    test("refuse a second sync of one connection, and name the first", async () => {
      await withDestination(open, async () => {
        const [{ pid } = {}] = await rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
        const second = withDestination(open, async () => undefined);
        const TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC";
        await expect(second).rejects.toThrow(
          new RegExp(
            `Another sync of "acme" is running in this database, by process ${String(pid)} \\(sluice, user sluice, since ${TIME}, last active ${TIME}\\)\\. Wait for it \\(--wait-lock SECONDS\\), or end it\\.`,
          ),
        );
      });
    });

    test("wait for each other on one connection, if asked to", async () => {
      const first = await (await open()).connect("acme");
      const second = PostgresStore.open(postgres.url(), { waitMs: 20_000 }).then((store) => store.connect("acme"));
      await first.close();
      await (await second).close();
    });

    test("of several connections load into one schema, and fail independently", async () => {
      const store = await open();
      const names = ["one", "two", "three"];
      await Promise.all(
        names.map(async (name) => {
          const destination = await store.connect(name);
          const sync = new TestSync(destination, store, postgres.folder());
          const table = tableOf("merge", undefined, ["id"], { name });
          await sync.start();
          await sync.begin(table);
          for (let id = 1; id <= 5; id++) {
            await sync.load(table, `{"n":${id}}`, { id, name });
            const bad = await broken(await sync.batch(table, { id: 99 }));
            await expect(sync.commit([bad])).rejects.toThrow(/invalid input syntax for type json/);
          }
          await destination.close();
        }),
      );
      const { states } = await store.history();
      const found = [...states].map(([name, { streams }]) => [name, streams[0]?.state?.text, streams[0]?.loaded]);
      expect(found).toEqual([
        ["one", '{"n":5}', 5],
        ["three", '{"n":5}', 5],
        ["two", '{"n":5}', 5],
      ]);
    });
  });

  test("opens an existing store only after something was loaded", async () => {
    expect(await openExisting(postgres.url())).toBeUndefined();
    await load(tableOf("merge"), { id: 1 });
    const store = await openExisting(postgres.url());
    expect((await store?.history())?.states.size).toBe(1);
  });
});
