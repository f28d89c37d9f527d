import { describe, expect, test } from "@jest/globals";
import { keyColumns, relationsOf } from "../../src/dbt/relations.js";
import type { StreamEntry } from "../../src/state/connection-state.js";
import type { ColumnType } from "../../src/tables/types.js";

/** A table with the key `id`, unless another one is given. */
function entry(
  name: string,
  columns: Readonly<Record<string, ColumnType>>,
  key: StreamEntry["key"] = [["id"]],
): StreamEntry {
  const known = Object.entries(columns).map(([field, type]) => ({ field, name: field, type }));
  return { name, schema: "acme", table: name, key, columns: known, loaded: 1, updatedAt: "2026-01-01T00:00:00Z" };
}

/** The relations of the first table as `column → table.column`. */
function relationsIn(tables: readonly StreamEntry[]): readonly string[] {
  const [first] = tables;
  if (first === undefined) throw new Error("there is no table");
  return relationsOf(first, tables).map(
    ({ column, parent, parentColumn }) => `${column.name} → ${parent.table}.${parentColumn.name}`,
  );
}

describe("relations", () => {
  test.each([
    ["accountId", "accounts"],
    ["account_id", "accounts"],
    ["company_id", "companies"],
    ["boxId", "boxes"],
    ["baseId", "bases"],
    ["statusId", "status"],
    ["customFieldId", "custom_fields"],
  ])("finds that %s refers to the key of %s", (column, parent) => {
    const child = entry("notes", { id: "text", [column]: "integer" });
    expect(relationsIn([child, entry(parent, { id: "integer" })])).toEqual([`${column} → ${parent}.id`]);
  });

  test("finds the key that has the name of its table in it", () => {
    const child = entry("tags", { tagId: "integer", productId: "text" }, [["tagId"]]);
    const parent = entry("products", { productId: "text", name: "text" }, [["productId"]]);
    expect(relationsIn([child, parent])).toEqual(["productId → products.productId"]);
    expect(relationsIn([parent, child])).toEqual([]);
  });

  test.each([
    ["the types differ", [entry("accounts", { id: "text" })]],
    ["the key has two columns", [entry("accounts", { id: "integer", part: "text" }, [["id"], ["part"]])]],
    ["the key is inside an object", [entry("accounts", { id: "integer", meta: "json" }, [["meta", "id"]])]],
    ["no table of that name is loaded", [entry("users", { id: "integer" })]],
    ["two tables fit", [entry("accounts", { id: "integer" }), entry("account", { id: "integer" })]],
  ])("finds none where %s", (_reason, parents) => {
    expect(relationsIn([entry("notes", { id: "text", accountId: "integer" }), ...parents])).toEqual([]);
  });

  test("ignores columns whose field has left the schema", () => {
    const parent = entry("accounts", { id: "integer" });
    const gone = { ...parent, columns: parent.columns.map((column) => ({ ...column, isGone: true })) };
    expect(relationsIn([entry("notes", { id: "text", accountId: "integer" }), gone])).toEqual([]);
    expect(keyColumns(gone)).toEqual([]);
  });
});
