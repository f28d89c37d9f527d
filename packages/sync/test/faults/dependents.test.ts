/** What a user adds to our tables stays, and a stream that cannot write to its table fails alone, with the reason and a remedy. */
import { expect, test } from "@jest/globals";
import { writing } from "./messages.js";
import { INTEGER, keyed, OBJECT, replaced, STRING, type Stream, unkeyed } from "./source.js";
import { ALL, DATABASES, errorOf, failedIn, onEachDestination, type TestDestination } from "./support.js";

const ONE = { id: 1, name: "one" };
const TWO = { id: 2, name: "two" };

/** A sync of a stream of each kind, each with both records. */
function syncAll(place: TestDestination, properties: Readonly<Record<string, object>>, ...records: readonly object[]) {
  const whole = [replaced("whole", properties), ...records] as const;
  const merged = [keyed("merged", properties), ...records] as const;
  return place.sync(writing(whole, merged, [keyed("good"), ...records.map((data) => ({ ...data, name: "good" }))]));
}

const PLAIN = { id: INTEGER, name: STRING };

onEachDestination(ALL, (place) => {
  test("a stream whose key changed fails alone and names the remedy, which works", async () => {
    const code = { source_defined_primary_key: [["code"]] };
    const properties = { id: INTEGER, code: STRING, name: STRING };
    const of = (key: object): Stream => keyed("users", properties, key);
    const [old, now] = [
      { id: 1, code: "a", name: "old" },
      { id: 2, code: "b", name: "new" },
    ];
    await place.sync(writing([of({}), old], [unkeyed("log"), ONE], [replaced("whole"), ONE]));
    for (const count of [2, 3]) {
      const synced = await place.sync(writing([of(code), now], [unkeyed("log"), TWO], [replaced("whole"), TWO]));
      expect([synced.status, failedIn(synced)]).toEqual([1, ["users"]]);
      expect(errorOf(synced, "users")).toMatch(/key.*acme\.users.*id.*code.*--full-refresh --streams users/s);
      expect(await place.rows("acme", "users", ["name"])).toEqual([["old"]]);
      expect(await place.rows("acme", "log", ["id"])).toHaveLength(count);
      expect(await place.rows("acme", "whole", ["id"])).toEqual([["2"]]);
    }
    expect(await place.sync(writing([of(code), now]), "--full-refresh", "--streams", "users")).toMatchObject({
      status: 0,
    });
    expect(await place.rows("acme", "users", ["name"])).toEqual([["new"]]);
    expect(await place.sync(writing([of(code), now]))).toMatchObject({ status: 0 });
  });

  test("a stream that has a key for the first time, or none any more, does not stop the others", async () => {
    await place.sync(writing([unkeyed("gains"), ONE], [keyed("loses"), ONE], [unkeyed("log"), ONE]));
    const synced = await place.sync(writing([keyed("gains"), ONE], [unkeyed("loses"), ONE], [unkeyed("log"), TWO]));
    expect([synced.status, failedIn(synced)]).toEqual([1, ["gains", "loses"]]);
    for (const name of ["gains", "loses"]) {
      expect(errorOf(synced, name)).toMatch(new RegExp(`acme\\.${name}.*--full-refresh --streams ${name}`, "s"));
      expect(await place.rows("acme", name, ["id"])).toEqual([["1"]]);
    }
    expect(await place.rows("acme", "log", ["id"])).toEqual([["1"], ["2"]]);
  });
});

onEachDestination(DATABASES, (place) => {
  test("a column that a user added stays, in a replaced and in a merged table, also when a type changes", async () => {
    await syncAll(place, PLAIN, ONE, TWO);
    for (const table of ["whole", "merged"]) {
      await place.run(`ALTER TABLE acme.${table} ADD COLUMN mine text; UPDATE acme.${table} SET mine = 'mine'`);
    }
    const retyped = { id: INTEGER, name: OBJECT };
    for (const [properties, name] of [
      [PLAIN, "three"],
      [retyped, { n: 3 }],
    ] as const) {
      const synced = await syncAll(place, properties, { id: 2, name });
      for (const table of ["whole", "merged"]) {
        expect(await place.columns("acme", table)).toContain("mine");
        if (synced.status === 1 && failedIn(synced)?.includes(table)) expect(errorOf(synced, table)).toMatch(/mine/);
      }
      expect(failedIn(synced)).not.toContain("good");
      expect(await place.rows("acme", "merged", ["id", "mine"])).toContainEqual(["1", "mine"]);
      expect(await place.rows("acme", "good", ["id"])).toEqual([["1"], ["2"]]);
    }
  });

  test("a NOT NULL column that a user added stays, and the streams that cannot fill it fail alone and name it", async () => {
    await syncAll(place, PLAIN, ONE);
    for (const table of ["whole", "merged"]) {
      await place.run(`ALTER TABLE acme.${table} ADD COLUMN mine integer DEFAULT 7`);
      await place.run(`UPDATE acme.${table} SET mine = 7`);
      await place.run(`ALTER TABLE acme.${table} ALTER COLUMN mine SET NOT NULL`);
      await place.run(`ALTER TABLE acme.${table} ALTER COLUMN mine DROP DEFAULT`);
    }
    const synced = await syncAll(place, PLAIN, TWO);
    expect([synced.status, failedIn(synced)]).toEqual([1, ["whole", "merged"]]);
    for (const table of ["whole", "merged"]) {
      expect(errorOf(synced, table)).toMatch(new RegExp(`acme\\.${table}[\\s\\S]*mine|mine[\\s\\S]*acme\\.${table}`));
      expect(await place.rows("acme", table, ["id", "mine"])).toEqual([["1", "7"]]);
    }
    expect(await place.rows("acme", "good", ["id"])).toEqual([["1"], ["2"]]);
  });

  test("a view and an index of a user stay, or their stream is refused with the reason", async () => {
    await syncAll(place, PLAIN, ONE);
    await place.run(
      "CREATE SCHEMA mine; CREATE VIEW mine.names AS SELECT w.name FROM acme.whole w JOIN acme.merged m ON m.id = w.id",
    );
    for (const table of ["whole", "merged"]) await place.run(`CREATE INDEX by_name_${table} ON acme.${table} (name)`);
    const indexes = place.kind === "DuckDB" ? ["duckdb_indexes()", "index_name"] : ["pg_indexes", "indexname"];
    const create = `CREATE OR REPLACE VIEW mine.indexes AS SELECT ${indexes[1]} AS name FROM ${indexes[0]}`;
    await place.run(place.kind === "DuckDB" ? create : create.replace("FROM ", "FROM pg_catalog."));
    const wider = { ...PLAIN, name: OBJECT, added: STRING };
    for (const [properties, name] of [
      [PLAIN, "again"],
      [PLAIN, "more"],
      [wider, { n: 1 }],
    ] as const) {
      const synced = await syncAll(place, properties, { id: 1, name });
      for (const table of ["whole", "merged"]) {
        expect(await place.rows("mine", "indexes", ["name"])).toContainEqual([`by_name_${table}`]);
        if (failedIn(synced)?.includes(table))
          expect(errorOf(synced, table)).toMatch(/by_name_|mine\.names|view names|an index depends on it/);
      }
      expect(failedIn(synced)).not.toContain("good");
      expect(await place.rows("mine", "names", ["name"])).toHaveLength(1);
      expect(await place.rows("acme", "good", ["name"])).toEqual([["good"]]);
    }
  });
});

onEachDestination(["Postgres"], (place) => {
  test("grants, comments and defaults of a user stay when a table is replaced", async () => {
    await syncAll(place, PLAIN, ONE);
    await place.run("CREATE ROLE reader_of_tables; GRANT SELECT ON acme.whole TO reader_of_tables");
    await place.run("COMMENT ON TABLE acme.whole IS 'ours'; COMMENT ON COLUMN acme.whole.name IS 'a name'");
    await place.run("CREATE SCHEMA mine");
    const what = "has_table_privilege('reader_of_tables', 'acme.whole', 'SELECT')";
    await place.run(`CREATE VIEW mine.kept AS SELECT ${what}::text AS granted, obj_description('acme.whole'::regclass) AS of_table,
      col_description('acme.whole'::regclass, 2) AS of_column`);
    expect(await syncAll(place, PLAIN, TWO)).toMatchObject({ status: 0 });
    expect(await place.rows("mine", "kept", ["granted", "of_table", "of_column"])).toEqual([
      ["true", "ours", "a name"],
    ]);
    await place.run("DROP OWNED BY reader_of_tables; DROP ROLE reader_of_tables");
  });

  test("a view on a column whose type must change fails its stream alone, keeps working, and is named", async () => {
    const numbers = { id: INTEGER, name: INTEGER };
    await syncAll(place, numbers, { id: 1, name: 1 });
    for (const table of ["whole", "merged"])
      await place.run(`CREATE VIEW acme.mine_${table} AS SELECT name FROM acme.${table}`);
    for (const _sync of ["second", "third"]) {
      const synced = await syncAll(place, PLAIN, { id: 2, name: "two" });
      expect([synced.status, failedIn(synced)]).toEqual([1, ["whole", "merged"]]);
      for (const table of ["whole", "merged"]) {
        expect(errorOf(synced, table)).toMatch(new RegExp(`mine_${table}[\\s\\S]*[Dd]rop`));
        expect(await place.rows("acme", `mine_${table}`, ["name"])).toEqual([["1"]]);
      }
      expect(await place.rows("acme", "good", ["id"])).toEqual([["1"], ["2"]]);
      expect(await place.tables("acme")).toEqual(["good", "merged", "mine_merged", "mine_whole", "whole"]);
    }
    await place.run("DROP VIEW acme.mine_whole; DROP VIEW acme.mine_merged");
    expect(await syncAll(place, PLAIN, { id: 2, name: "two" })).toMatchObject({ status: 0 });
    expect(await place.rows("acme", "merged", ["id", "name"])).toEqual([
      ["1", "1"],
      ["2", "two"],
    ]);
  });

  test("a table that the user may not write fails its stream alone, and the error names the missing grant", async () => {
    await syncAll(place, PLAIN, ONE);
    await place.run(`CREATE ROLE loader LOGIN PASSWORD 'loader';
      DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('acme', '_sluice')
        LOOP EXECUTE format('ALTER TABLE %s OWNER TO loader', one); END LOOP; END $$;
      ALTER SCHEMA acme OWNER TO loader; ALTER SCHEMA _sluice OWNER TO loader;
      ALTER TABLE acme.whole OWNER TO sluice; ALTER TABLE acme.merged OWNER TO sluice;
      REVOKE ALL ON acme.whole, acme.merged FROM loader; GRANT SELECT ON acme.whole, acme.merged TO loader`);
    const to = place.to.replace(/\/\/[^@]*@/, "//loader:loader@");
    const streams = writing([replaced("whole"), TWO], [keyed("merged"), TWO], [keyed("good"), TWO]);
    const synced = await place.sync(streams, "--to", to);
    expect([synced.status, failedIn(synced)]).toEqual([1, ["whole", "merged"]]);
    for (const table of ["whole", "merged"]) {
      expect(errorOf(synced, table)).toMatch(new RegExp(`(?=[\\s\\S]*${table})(?=[\\s\\S]*grant)`, "i"));
      expect(await place.rows("acme", table, ["id"])).toEqual([["1"]]);
    }
    expect(await place.rows("acme", "good", ["id"])).toEqual([["1"], ["2"]]);
  });
});
