import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { openExisting, openStore } from "../../src/destinations/open.js";
import { PostgresStore } from "../../src/destinations/postgres/postgres.js";
import { destinationContract } from "./contract.js";
import { PASSWORD } from "./postgres-server.js";
import { describePostgres, usePostgres } from "./postgres-suite.js";
import { batchOf, INTEGER, TEXT, tableOf, withDestination } from "./support.js";

describePostgres("Postgres", () => {
  const postgres = usePostgres();

  const open = () => PostgresStore.open(postgres.url());
  const { run, rows } = postgres;

  destinationContract({
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
  });

  /** One sync of one batch, to its end. */
  const land = (table: ReturnType<typeof tableOf>, ...records: Parameters<typeof batchOf>[3][]) =>
    withDestination(open, async (destination) => {
      await destination.start();
      await destination.begin([table]);
      await destination.commit([await batchOf(postgres.folder(), table, "1", ...records)]);
      await destination.finish(table, "1");
    });

  describe("what is yours", () => {
    test("stays over a full refresh, though columns come and go: views, grants and indexes", async () => {
      await land(tableOf("replace", { id: INTEGER, name: TEXT, gone: TEXT }), { id: 1, name: "a", gone: "x" });
      await run("CREATE VIEW acme.names AS SELECT name FROM acme.users; CREATE INDEX mine ON acme.users (name)");
      await run("CREATE ROLE reader; GRANT SELECT ON acme.users TO reader");
      await land(tableOf("replace", { id: TEXT, name: TEXT, more: TEXT }), { id: "2", name: "b", more: "m" });
      expect(await rows("SELECT * FROM acme.names")).toEqual([{ name: "b" }]);
      expect(await rows("SELECT id, name, more FROM acme.users")).toEqual([{ id: "2", name: "b", more: "m" }]);
      expect(await rows("SELECT has_table_privilege('reader', 'acme.users', 'SELECT') AS may")).toEqual([{ may: "t" }]);
      expect(await rows("SELECT FROM pg_indexes WHERE indexname = 'mine'")).toHaveLength(1);
    });

    test.each([
      ["of a column that goes, in a full refresh", tableOf("replace", { id: INTEGER })],
      ["of a column that gets another type, in a full refresh", tableOf("replace", { id: INTEGER, name: INTEGER })],
      ["of a column that gets a wider type", tableOf("merge", { id: INTEGER, name: {} })],
    ])(
      "is not dropped where it stands in the way: a view %s is named, and nothing is changed",
      async (_what, table) => {
        await land(tableOf("merge"), { id: 1, name: "a" });
        await run("CREATE VIEW acme.names AS SELECT name FROM acme.users");
        await expect(land(table, { id: 2 })).rejects.toThrow(/view acme\.names depends on column.*drop that yourself/);
        expect(await rows("SELECT * FROM acme.names")).toEqual([{ name: "a" }]);
      },
    );

    test("is a schema in which the user may create tables, though no schemas", async () => {
      await run("CREATE ROLE lander LOGIN PASSWORD 'x'");
      await run("CREATE SCHEMA acme AUTHORIZATION lander; CREATE SCHEMA _sluice AUTHORIZATION lander");
      const url = postgres.url(undefined, "x").replace("sluice:", "lander:");
      await withDestination(
        () => PostgresStore.open(url),
        async (destination) => {
          await destination.start();
          await destination.begin([tableOf("merge")]);
          await expect(destination.begin([{ ...tableOf("merge"), schema: "other" }])).rejects.toThrow(
            /may not do what has to be done: permission denied for database.*Grant it/,
          );
        },
      );
    });
  });

  describe("syncs at the same time", () => {
    test("of one connection are refused, and the one that is under way is named", async () => {
      await withDestination(open, async () => {
        const [{ pid } = {}] = await rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
        const second = withDestination(open, async () => undefined);
        await expect(second).rejects.toThrow(
          new RegExp(`Another sync of "acme" is under way.*process id ${String(pid)}\\).*--wait-lock SECONDS`),
        );
      });
    });

    test("of one connection wait for each other, if that is wanted", async () => {
      const first = await (await open()).connect("acme");
      const second = PostgresStore.open(postgres.url(), { waitMs: 20_000 }).then((store) => store.connect("acme"));
      await first.close();
      await (await second).close();
    });

    test("of several connections land side by side, in one schema, and fail each for itself", async () => {
      const store = await open();
      const names = ["one", "two", "three"];
      await Promise.all(
        names.map(async (name) => {
          const destination = await store.connect(name);
          const table = { ...tableOf("merge"), name };
          await destination.start();
          await destination.begin([table]);
          for (let id = 1; id <= 5; id++) {
            await destination.commit([await batchOf(postgres.folder(), table, `${id}`, { id, name })]);
            const broken = await batchOf(postgres.folder(), table, "never", { id: 99 });
            await writeFile(broken.file, '{"n":');
            await expect(destination.commit([broken])).rejects.toThrow(/invalid input syntax for type json/);
          }
          await destination.close();
        }),
      );
      const { streams } = await store.history();
      expect(streams.map(({ connection, state, landed: count }) => [connection, state, count])).toEqual([
        ["one", "5", 5],
        ["three", "5", 5],
        ["two", "5", 5],
      ]);
    });
  });

  describe("a way in that is barred", () => {
    test("by the password is told, without the password", async () => {
      const opening = PostgresStore.open(postgres.url(undefined, "wr0ng/word"));
      await expect(opening).rejects.toThrow(/refuses the password of the user "sluice"/);
      const error: unknown = await opening.catch((thrown: unknown) => thrown);
      expect(String(error)).not.toMatch(/wr0ng|s3cret/);
    });

    test.each([
      ["by a database that is not there", () => postgres.url("nowhere"), /no database "nowhere".*createdb/],
      ["by a port where nobody is", () => "postgres://u:p@127.0.0.1:1/x", /No Postgres answers at 127\.0\.0\.1:1\./],
      ["by a word that is no connection string", () => "postgres://u:p@host:port/x", /no connection string.*%40/],
      [
        "by a password that is not said",
        () => postgres.url("x").replace(/:[^:]*@/, "@"),
        /wants a password of the user "sluice"/,
      ],
    ])("%s is told", async (_what, url, message) => {
      await expect(openStore(url())).rejects.toThrow(message);
    });

    test("by a missing password is open with PGPASSWORD", async () => {
      process.env["PGPASSWORD"] = PASSWORD;
      try {
        await openStore(
          postgres
            .url()
            .replace(/:[^:]*@/, "@")
            .replace("postgres:", "postgresql:"),
        );
      } finally {
        delete process.env["PGPASSWORD"];
      }
    });
  });

  test("what has been landed is there to be read, and nothing before that", async () => {
    expect(await openExisting(postgres.url())).toBeUndefined();
    await land(tableOf("merge"), { id: 1 });
    const store = await openExisting(postgres.url());
    expect((await store?.history())?.streams).toHaveLength(1);
  });
});
