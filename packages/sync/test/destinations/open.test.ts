import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DestinationError } from "../../src/destinations/destination.js";
import { assertDestination, duckDbFile, openExisting, openStore } from "../../src/destinations/open.js";

const HERE = process.cwd();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(HERE);
  await rm(folder, { recursive: true });
});

/** Locations that are refused, and with which words. */
const REFUSED: readonly (readonly [location: string, words: string])[] = [
  [
    "parquet:s3://key:s3cr3t@bucket/x",
    "parquet: takes a local folder, not s3://; for Parquet files in a bucket there is ducklake:FILE?data=s3://bucket/prefix. Write parquet:DIR.",
  ],
  ["csv:gs://bucket/s3cr3t", "csv: takes a local folder, not gs://. Write csv:DIR."],
  ["jsonl:S3A://bucket/s3cr3t", "jsonl: takes a local folder, not S3A://. Write jsonl:DIR."],
  ["jsonl://s3cr3t", "jsonl: takes a local folder, without // behind the colon. Write jsonl:DIR."],
  ["parquet:///s3cr3t", "parquet: takes a local folder, without // behind the colon. Write parquet:DIR."],
  ["parquet:", "parquet: takes a local folder, and none is given. Write parquet:DIR."],
  ["csv: ", "csv: takes a local folder, and none is given. Write csv:DIR."],
  [
    "parquet::memory:",
    "parquet: takes a local folder, not :memory:, whose rows are lost at the end. Write parquet:DIR.",
  ],
  ["duckdb:https://s3cr3t@host/x", "duckdb: takes a local file, not https://. Write duckdb:FILE."],
  ["duckdb:file:///s3cr3t", "duckdb: takes a local file, not file://. Write duckdb:FILE."],
  ["duckdb:file:/s3cr3t", "duckdb: takes a local file, not file:. Write duckdb:FILE."],
  [
    "duckdb:md:x?motherduck_token=s3cr3t",
    "duckdb: takes a local file, or md:DATABASE of MotherDuck, by its name alone. Write duckdb:FILE.",
  ],
  ["csv:md:s3cr3t", "csv: takes a local folder, not md:. Write csv:DIR."],
  ["duckdb:postgres://u:s3cr3t@host/x", "duckdb: takes a local file, not postgres://. Write duckdb:FILE."],
  ["duckdb://s3cr3t", "duckdb: takes a local file, without // behind the colon. Write duckdb:FILE."],
  ["duckdb::memory:", "duckdb: takes a local file, not :memory:, whose rows are lost at the end. Write duckdb:FILE."],
  [
    "duckdb::memory:s3cr3t",
    "duckdb: takes a local file, not :memory:, whose rows are lost at the end. Write duckdb:FILE.",
  ],
  ["duckdb::MEMORY:", "duckdb: takes a local file, not :memory:, whose rows are lost at the end. Write duckdb:FILE."],
  ["duckdb:", "duckdb: takes a local file, and none is given. Write duckdb:FILE."],
  ["postgres:s3cr3t", "postgres: takes a URL, with // behind the colon. Write postgres://user@host/database."],
  ["postgresql:", "postgresql: takes a URL, with // behind the colon. Write postgres://user@host/database."],
];
const KINDS = "Write duckdb:FILE, ducklake:FILE, postgres://…, parquet:DIR, jsonl:DIR or csv:DIR.";
const UNKNOWN: typeof REFUSED = [
  ["mysql://u:s3cr3t@host", `"mysql:" is not a kind of destination. ${KINDS}`],
  ["file:///s3cr3t", `"file:" is not a kind of destination. ${KINDS}`],
  ["constructor:s3cr3t", `"constructor:" is not a kind of destination. ${KINDS}`],
  ["s3://bucket/s3cr3t", `"s3:" is not a kind of destination. ${KINDS}`],
  ["DUCKDB:s3cr3t", `"DUCKDB:" is not a kind of destination. ${KINDS}`],
  ["s3cr3t.duckdb", `it has no kind. ${KINDS}`],
  ["", `it has no kind. ${KINDS}`],
];

describe.each([...REFUSED, ...UNKNOWN])("the location %j", (location, words) => {
  test("is refused before anything is made, with what to write instead", async () => {
    const refusal = new DestinationError(`Invalid destination: ${words}`);
    expect(() => assertDestination(location)).toThrow(refusal);
    await expect(openStore(location)).rejects.toThrow(refusal);
    await expect(openExisting(location)).rejects.toThrow(refusal);
    expect(await readdir(folder)).toEqual([]);
  });
});

test.each([
  "postgres://u@host/x",
  "postgresql:///x",
  "duckdb:x",
  "duckdb:/x.db",
  "duckdb:md:warehouse",
  "ducklake:x.ducklake",
  "parquet:./a:b",
  "csv:C:/x",
  "jsonl:~/x",
])("takes the location %s", (location) => {
  expect(() => assertDestination(location)).not.toThrow();
});

test("a database of MotherDuck is not opened without a token, and never as a file", async () => {
  const refusal = "Cannot open MotherDuck: motherduck_token is not set. Set it to an access token of your account.";
  await expect(openStore("duckdb:md:warehouse", { environment: {} })).rejects.toThrow(refusal);
  await expect(openExisting("duckdb:md:warehouse", { environment: {} })).rejects.toThrow(refusal);
  expect(await readdir(folder)).toEqual([]);
});

test("a database of MotherDuck needs an extension, and the token is in no message", async () => {
  const environment = { motherduck_token: "s3cr3t", SLUICE_DUCKDB_EXTENSIONS: folder };
  const opened = openStore("duckdb:md:warehouse", { environment }).catch(String);
  expect(await opened).toMatch(/The extension "motherduck" of DuckDB is missing/);
  expect(await opened).not.toContain("s3cr3t");
});

describe("a DuckDB file that is opened for reading", () => {
  test.each(["x.duckdb", "duckdb:x.duckdb", "./x.duckdb"])("may be written as %s", (written) => {
    expect(duckDbFile(written, "/home")).toBe("/home/x.duckdb");
  });

  test.each([
    ["postgres://u:s3cr3t@host/x", "not postgres:"],
    ["parquet:s3cr3t", "not parquet:"],
    ["mysql://u:s3cr3t@host", "not mysql://"],
    ["duckdb:https://s3cr3t", "not https://"],
    ["file:///s3cr3t", "not file://"],
    [":memory:", "not :memory:, whose rows are lost at the end"],
    ["duckdb:", "and none is given"],
    ["", "and none is given"],
  ])("is refused where it is %j", (written, words) => {
    const refusal = `Invalid DuckDB file: it must be a local file, ${words}. Write the path of one.`;
    expect(() => duckDbFile(written, "/work")).toThrow(new DestinationError(refusal));
  });
});
