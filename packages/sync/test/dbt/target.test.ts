import { expect, test } from "@jest/globals";
import { targetOf } from "../../src/dbt/target.js";

test.each([
  ["duckdb:data/warehouse.duckdb", "warehouse", "HUGEINT"],
  ["duckdb:main.duckdb", "main_db", "HUGEINT"],
  ["ducklake:warehouse.ducklake", "lake", "DECIMAL(38,0)"],
  ["ducklake:sqlite:lake.sqlite?data=files", "lake", "DECIMAL(38,0)"],
  ["postgres://loader@db.example.com/warehouse", "warehouse", "numeric"],
])(
  "dbt finds the tables of %s in the database %s, in which large integers are %s",
  async (location, database, type) => {
    const target = await targetOf(location, "/project");
    expect(target.database).toBe(database);
    expect(target.types["big integer"].toLowerCase()).toBe(type.toLowerCase());
  },
);
