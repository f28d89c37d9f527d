import { expect, test } from "@jest/globals";
import { publicLocation } from "../../src/destinations/public-location.js";

test.each([
  ["duckdb:~/data/warehouse.duckdb", "duckdb:~/data/warehouse.duckdb"],
  ["postgres://loader:s3cr3t@db.example.com:5432/warehouse", "postgres://db.example.com:5432/warehouse"],
  ["postgres://loader:s3/cr@3t@db/warehouse", "postgres://db/warehouse"],
  ["postgres://db/warehouse?user=me&password=s3cr3t", "postgres://db/warehouse"],
  ["lake:postgres:host=db password=s3cr3t", "lake:postgres:host=db password=****"],
])("%s is shown without a secret", (location, expected) => {
  expect(publicLocation(location)).toBe(expected);
});
