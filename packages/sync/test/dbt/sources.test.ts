import { describe, expect, test } from "@jest/globals";
import { descriptionsIn } from "../../src/dbt/descriptions.js";
import { ageIn } from "../../src/dbt/freshness.js";
import { literal } from "../../src/dbt/jinja.js";
import { type LoadedTable, sourcesFile } from "../../src/dbt/sources.js";
import { TYPES } from "../../src/destinations/duckdb/sql.js";
import { discovered } from "../../src/source/catalog.js";

const target = {
  database: "shop",
  types: { ...TYPES, uuid: "UUID" },
  rest: { name: "_sluice_extra", description: "" },
};
const freshness = { warnAfter: undefined, errorAfter: undefined };

function loaded(schema: string, table: string, more: Partial<LoadedTable["entry"]> = {}): LoadedTable {
  const columns = [{ field: "id", name: "id", type: "integer" as const }];
  const facts = { name: table, schema, table, key: [["id"]], columns, loaded: 1, updatedAt: "2026-01-01T00:00:00Z" };
  return { connection: "acme", entry: { ...facts, ...more } };
}

interface Source {
  readonly name: string;
  readonly schema: string;
  readonly config: object;
  readonly tables: readonly {
    readonly name: string;
    readonly identifier?: string;
    readonly description?: string;
    readonly columns: readonly Readonly<Record<string, unknown>>[];
  }[];
}

function sources(
  tables: readonly LoadedTable[],
  more: Partial<Parameters<typeof sourcesFile>[1]> = {},
): readonly Source[] {
  const file = sourcesFile(tables, { target, freshness, descriptions: new Map(), ...more }) as {
    readonly sources: readonly Source[];
  };
  return file.sources;
}

describe("the sources of dbt", () => {
  test("are one for each schema, and keep the table's name where it is not usable", () => {
    const found = sources([loaded("a b", 'x"y'), loaded("a b", "x'y"), loaded("acme", "users")]);
    expect(found.map(({ name, schema }) => [name, schema])).toEqual([
      ["a_b", "a b"],
      ["acme", "acme"],
    ]);
    const names = found[0]?.tables.map(({ name, identifier }) => [name, identifier]);
    expect(names).toEqual([
      ["x_y", 'x""y'],
      [expect.stringMatching(/^x_y_[0-9a-f]{6}$/), "x'y"],
    ]);
  });

  test("test the whole key, and each part of a key that no part is missing", () => {
    const columns = ["day", "part"].map((field) => ({ field, name: field, type: "text" as const }));
    const [source] = sources([
      loaded("acme", "users"),
      loaded("acme", "visits", { columns, key: [["day"], ["part"]] }),
    ]);
    const tests = source?.tables.map((table) => table.columns.map(({ name, data_tests }) => [name, data_tests]));
    const own = [
      ["_sluice_id", ["unique", "not_null"]],
      ["_sluice_synced_at", undefined],
      ["_sluice_extra", undefined],
      ["_sluice_deleted_at", undefined],
    ];
    expect(tests).toEqual([
      [["id", ["unique", "not_null"]], ...own],
      [["day", ["not_null"]], ["part", ["not_null"]], ...own],
    ]);
  });

  test("describe a column by its field, also where it has another name", () => {
    const stream = {
      name: "users",
      json_schema: { description: "All.", properties: { ID: { description: "{{ x }}\u0085y" } } },
    };
    const descriptions = new Map([["acme", descriptionsIn(discovered(stream))]]);
    const columns = [{ field: "ID", name: "ID_1a2b3c", type: "integer" as const }];
    const [source] = sources([loaded("acme", "users", { columns })], { descriptions });
    expect(source?.tables[0]?.description).toBe("All.");
    expect(source?.tables[0]?.columns[0]).toMatchObject({ name: "ID_1a2b3c", description: "{{ '{' }}{ x }} y" });
  });

  test("leave out columns whose field has gone, and the type of a column that an earlier version made", () => {
    const columns = [
      { field: "id", name: "id" },
      { field: "old", name: "old", type: "text" as const, isGone: true },
    ];
    const [source] = sources([loaded("acme", "users", { columns })]);
    expect(source?.tables[0]?.columns.map(({ name, data_type }) => [name, data_type]).slice(0, 2)).toEqual([
      ["id", undefined],
      ["_sluice_id", "UUID"],
    ]);
  });

  test("have a freshness check with the ages that are set", () => {
    const ages = { warnAfter: ageIn("36h"), errorAfter: ageIn("none") };
    const [source] = sources([loaded("acme", "users")], { freshness: ages });
    expect(source?.config).toEqual({
      loaded_at_field: "_sluice_synced_at",
      freshness: { warn_after: { count: 36, period: "hour" } },
    });
    expect(sources([loaded("acme", "users")])[0]?.config).toEqual({ loaded_at_field: "_sluice_synced_at" });
  });
});

test.each(["", "36", "0h", "1.5h", "36 h", "36w", "-1d"])("refuses %j as an age", (text) => {
  expect(() => ageIn(text)).toThrow(RangeError);
});

test.each([
  ["{{ x }}", "{{ '{' }}{ x }}"],
  ["{% x %}", "{{ '{' }}% x %}"],
  ["{{{# x", "{{ '{' }}{{ '{' }}{{ '{' }}# x"],
  ["{ x } }}", "{ x } }}"],
])("writes %j so that dbt's templates leave it alone", (text, expected) => {
  expect(literal(text)).toBe(expected);
});
