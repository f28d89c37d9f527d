/** Names, and whose a table is: by the destination's own rules, and never at the cost of what a user has there. */
import { expect, test } from "@jest/globals";
import { writing } from "./messages.js";
import { INTEGER, keyed, replaced, STRING, unkeyed } from "./source.js";
import { ALL, DATABASES, errorOf, expectComplete, onEachDestination, type TestDestination } from "./support.js";

const ONE = { id: 1, name: "new" };
const GOOD = [keyed("good"), ONE] as const;
const MINE = [["mine"]];

/** The schema that a database has from the start. */
const homeOf = ({ kind }: TestDestination) => (kind === "DuckDB" ? "main" : "public");

onEachDestination(DATABASES, (place) => {
  const isFolded = place.kind === "DuckDB";

  test("refuses a user's table whose name differs in case only, and keeps it", async () => {
    const home = homeOf(place);
    for (const name of ["Users", "ORDERS", "Logs"])
      await place.run(`CREATE TABLE ${home}."${name}" AS SELECT 'mine' AS name`);
    const streams = [[replaced("users"), ONE], [keyed("orders"), ONE], [unkeyed("logs"), ONE], GOOD] as const;
    for (const _sync of ["first", "second"]) {
      const synced = await place.sync(writing(...streams), "--schema", home);
      expect(synced.status).toBe(isFolded ? 1 : 0);
      for (const name of ["Users", "ORDERS", "Logs"]) {
        expect(await place.rows(home, name, ["name"])).toEqual(MINE);
        const refusal = expect.stringMatching(new RegExp(`${home}\\.${name}[\\s\\S]*--schema`, "i"));
        expect(errorOf(synced, name.toLowerCase())).toEqual(isFolded ? refusal : "");
      }
      expect(await place.rows(home, "good", ["name"])).toEqual([["new"]]);
    }
  });

  test("refuses a name that a view, a materialized view or a sequence has, and keeps that", async () => {
    const home = homeOf(place);
    await place.run(`CREATE TABLE ${home}.source AS SELECT 'mine' AS name`);
    await place.run(`CREATE VIEW ${home}."users" AS SELECT name FROM ${home}.source`);
    await place.run(`CREATE VIEW ${home}."Orders" AS SELECT name FROM ${home}.source`);
    if (place.kind === "Postgres") {
      await place.run(
        `CREATE MATERIALIZED VIEW ${home}.logs AS SELECT name FROM ${home}.source; CREATE SEQUENCE ${home}.counts`,
      );
    }
    const streams = [
      [replaced("users"), ONE],
      [keyed("orders"), ONE],
      [unkeyed("logs"), ONE],
      [replaced("counts"), ONE],
      GOOD,
    ] as const;
    const synced = await place.sync(writing(...streams), "--schema", home);
    expect(synced.status).toBe(1);
    const taken = place.kind === "Postgres" ? ["users", "logs", "counts"] : ["users", "orders"];
    for (const name of taken)
      expect(errorOf(synced, name)).toMatch(new RegExp(`${home}\\.${name}[\\s\\S]*--schema`, "i"));
    const failed = synced.ended?.streams.filter(({ status }) => status !== "COMPLETE").map(({ stream }) => stream);
    expect(failed).toEqual(taken);
    for (const name of ["users", "Orders"]) expect(await place.rows(home, name, ["name"])).toEqual(MINE);
    expect(await place.rows(home, "good", ["name"])).toEqual([["new"]]);
  });

  test("refuses a user's table in a schema that differs in case only, and keeps it", async () => {
    await place.run("CREATE SCHEMA shop");
    await place.run("CREATE TABLE shop.users AS SELECT 'mine' AS name");
    const synced = await place.sync(writing([replaced("users"), ONE], GOOD), "--schema", "Shop");
    expect(await place.rows("shop", "users", ["name"])).toEqual(MINE);
    expect(synced.status).toBe(isFolded ? 1 : 0);
    expect(errorOf(synced, "users")).toEqual(isFolded ? expect.stringMatching(/shop\.users/i) : "");
    expect(await place.rows("Shop", "good", ["name"])).toEqual([["new"]]);
  });

  test("refuses a table that a user created instead of ours, and keeps it", async () => {
    const source = writing([replaced("users"), ONE], [keyed("orders"), ONE], [unkeyed("logs"), ONE], GOOD);
    await place.sync(source);
    for (const name of ["users", "orders", "logs"]) {
      await place.run(`DROP TABLE acme.${name}; CREATE TABLE acme.${name} AS SELECT 'mine' AS name`);
    }
    const synced = await place.sync(source);
    expect(synced.status).toBe(1);
    for (const name of ["users", "orders", "logs"]) {
      expect(errorOf(synced, name)).toContain(`acme.${name}`);
      expect(await place.rows("acme", name, ["name"])).toEqual(MINE);
      expect(await place.columns("acme", name)).toEqual(["name"]);
    }
    expect(await place.rows("acme", "good", ["name"])).toEqual([["new"]]);
  });

  test("keeps a user's tables that are named like our staging tables", async () => {
    await place.run("CREATE SCHEMA acme");
    const names = ["_sluice_staging_x", "_sluice_new_x", "_sluice_staging_users"];
    for (const name of names) await place.run(`CREATE TABLE acme.${name} AS SELECT 'mine' AS name`);
    for (const _sync of ["first", "second"]) {
      expect(await place.sync(writing([replaced("users"), ONE], [keyed("orders"), ONE]))).toMatchObject({
        status: 0,
      });
      for (const name of names) expect(await place.rows("acme", name, ["name"])).toEqual(MINE);
    }
  });

  test("refuses another connection's table whose name differs in case only, and keeps it", async () => {
    const theirs = { id: 7, name: "theirs" };
    const streams = [
      [replaced("Users"), theirs],
      [keyed("Orders"), theirs],
    ] as const;
    await place.sync(writing(...streams), "--name", "other", "--schema", "shop");
    const synced = await place.sync(
      writing([replaced("users"), ONE], [keyed("orders"), ONE], GOOD),
      "--schema",
      "shop",
    );
    expect(synced.status).toBe(isFolded ? 1 : 0);
    for (const name of ["Users", "Orders"]) {
      expect(await place.rows("shop", name, ["name"])).toEqual([["theirs"]]);
      expect(errorOf(synced, name.toLowerCase())).toEqual(isFolded ? expect.stringContaining('"other"') : "");
    }
    expect(await place.sync(writing(...streams), "--name", "other", "--schema", "shop")).toMatchObject({ status: 0 });
    expect(await place.rows("shop", "good", ["name"])).toEqual([["new"]]);
  });
});

onEachDestination(ALL, (place) => {
  test("refuses another connection's table, keeps it, and loads the other streams", async () => {
    const theirs = { id: 7, name: "theirs" };
    const others = [
      [replaced("users"), theirs],
      [keyed("orders"), theirs],
      [unkeyed("logs"), theirs],
    ] as const;
    await place.sync(writing(...others), "--name", "other", "--schema", "shop");
    const synced = await place.sync(
      writing([keyed("users"), ONE], [unkeyed("orders"), ONE], [replaced("logs"), ONE], GOOD),
      "--schema",
      "shop",
    );
    expect(synced.status).toBe(1);
    for (const name of ["users", "orders", "logs"]) {
      expect(await place.rows("shop", name, ["name"])).toEqual([["theirs"]]);
      expect(errorOf(synced, name)).toMatch(new RegExp(`shop\\.${name}[\\s\\S]*"other"`));
    }
    expect(await place.rows("shop", "good", ["name"])).toEqual([["new"]]);
  });
});

/** Fields that SQL, a reader of files or we ourselves might take for something else. */
const HIDING = "rowid ctid xmin tableoid cmax oid filename file_row_number file_index rownum".split(" ");
const OURS = ["_sluice_id", "_SLUICE_x", "_sluice_extra", "_sluice_ordinal", "_sluice_record", "_Sluice_Synced_At"];

onEachDestination(ALL, (place) => {
  test("loads fields that are named like pseudo columns, system columns and our own columns", async () => {
    const fields = [...HIDING, ...OURS];
    const properties = { id: INTEGER, name: STRING, ...Object.fromEntries(fields.map((field) => [field, STRING])) };
    const rank = (value: string) => Object.fromEntries(fields.map((field) => [field, `${value} ${field}`]));
    const both = [
      { id: 1, name: "old", ...rank("9") },
      { id: 1, name: "new", ...rank("1") },
    ];
    const streams = [
      [keyed("merged", properties), ...both],
      [{ ...replaced("whole", properties), source_defined_primary_key: [["id"]] }, ...both],
      [unkeyed("appended", properties), both[1] ?? {}],
    ] as const;
    for (const sync of ["first", "second"]) {
      const synced = await place.sync(writing(...streams), "--batch", "1");
      expect({ sync, status: synced.status, errors: synced.ended?.errors }).toEqual({ sync, status: 0, errors: [] });
      for (const table of ["merged", "whole", "appended"]) {
        expect(await place.rows("acme", table, ["name"])).toEqual(
          table === "appended" && sync === "second" ? [["new"], ["new"]] : [["new"]],
        );
        const columns = await place.columns("acme", table);
        const [row] = await place.rows("acme", table, columns);
        expect(row).toEqual(expect.arrayContaining(fields.map((field) => `1 ${field}`)));
      }
      const [[id] = []] = await place.rows("acme", "merged", ["_sluice_id"]);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/);
    }
  });

  test("keeps the last record of a key, whatever the fields `rowid` and `file_row_number` hold", async () => {
    const properties = {
      id: INTEGER,
      name: STRING,
      rowid: INTEGER,
      file_row_number: INTEGER,
      ctid: STRING,
      xmin: INTEGER,
    };
    const keyOf = { source_defined_primary_key: [["id"]] };
    const records = [9, 5, 1].map((rowid) => ({
      id: 1,
      name: `rank ${rowid}`,
      rowid,
      file_row_number: rowid,
      xmin: rowid,
      ctid: `(0,${rowid})`,
    }));
    const synced = await place.sync(
      writing([replaced("whole", properties, keyOf), ...records], [keyed("merged", properties), ...records]),
      "--batch",
      "1",
    );
    expect([synced.status, synced.ended?.errors]).toEqual([0, []]);
    for (const table of ["whole", "merged"])
      expect(await place.rows("acme", table, ["id", "name"])).toEqual([["1", "rank 1"]]);
  });

  test("keeps the values of fields whose names differ in characters that a database cannot hold", async () => {
    const properties = { id: INTEGER, a: STRING, "\ufffdx": INTEGER, "c\ud800": INTEGER };
    const record = {
      a: "1 declared",
      "a\0": "2 with NUL",
      "": "3 empty",
      "\0": "4 NUL",
      "\ufffdx": "5 replacement",
      "\ud800x": "6 half a pair",
      "\ud801x": "7 another half",
      "c\ud800": "8 declared half",
      "c\ud801": "9 undeclared half",
    };
    const nested = {
      "b\0": "10 with NUL",
      b: "11 without",
      list: [{ "b\ud800": "12 half", "b\ufffd": "13 replaced" }],
    };
    const texts = [...Object.values(record), "10 with NUL", "11 without", "12 half", "13 replaced"];
    for (const others of [{}, { refused: "\ud800" }]) {
      const data = { id: 1, ...record, nested, ...others };
      expectComplete(await place.sync(writing([replaced("users", properties), data])));
      const [row = []] = await place.rows("acme", "users", await place.columns("acme", "users"));
      expect(texts.filter((text) => !row.join().includes(text))).toEqual([]);
    }
  });

  test("gives a field that is respelled a column of its own, and keeps the old column", async () => {
    const spelled = (...fields: string[]) => ({
      id: INTEGER,
      ...Object.fromEntries(fields.map((field) => [field, STRING])),
    });
    const runs = [
      [spelled("name"), { id: 1, name: "a" }],
      [spelled("Name"), { id: 2, Name: "b" }],
      [spelled("Name", "name"), { id: 3, Name: "c", name: "d" }],
      [spelled("NAME"), { id: 4, NAME: "e" }],
    ] as const;
    const columns: string[] = [];
    for (const [properties, data] of runs) {
      const synced = await place.sync(
        writing([keyed("users", properties), data], [unkeyed("log", properties), data], GOOD),
      );
      expect([synced.status, synced.ended?.errors]).toEqual([0, []]);
      columns.push(...(await place.columns("acme", "users")).filter((column) => /^name/i.test(column)));
    }
    for (const table of ["users", "log"]) {
      expect(await place.rows("acme", table, ["id", "name"])).toEqual([
        ["1", "a"],
        ["2", null],
        ["3", "d"],
        ["4", null],
      ]);
      const all = await place.rows("acme", table, [
        "id",
        ...(await place.columns("acme", table)).filter((column) => /^name/i.test(column)),
      ]);
      expect(all.map((row) => row.filter((value) => value !== null).sort())).toEqual([
        ["1", "a"],
        ["2", "b"],
        ["3", "c", "d"],
        ["4", "e"],
      ]);
    }
    expect(new Set(columns).size).toBe(3);
  });

  test("gives a stream that is respelled a table of its own, and keeps the old table", async () => {
    const runs = [["Users"], ["users"], ["users", "Users"], ["USERS", "users"]];
    const tables = new Map<string, string>();
    for (const [index, names] of runs.entries()) {
      const streams = names.map((name) => [keyed(name), { id: index, name }] as const);
      const synced = await place.sync(writing(...streams, [replaced(`whole_${names[0]}`), ONE], GOOD));
      expect([synced.status, synced.ended?.errors]).toEqual([0, []]);
      for (const { stream, table } of synced.ended?.streams ?? []) {
        expect(tables.get(stream) ?? table).toBe(table);
        tables.set(stream, table);
      }
    }
    const folded = [...tables.values()].map((table) => table.toLowerCase());
    expect(new Set(folded).size).toBe(tables.size);
    const ids = async (stream: string) =>
      (await place.rows("acme", tables.get(stream) ?? "", ["id", "name"])).map(([id, name]) => `${id} ${name}`);
    expect(await ids("Users")).toEqual(["0 Users", "2 Users"]);
    expect(await ids("users")).toEqual(["1 users", "2 users", "3 users"]);
    expect(await ids("USERS")).toEqual(["3 USERS"]);
  });
});
