import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { query } from "../cli/support.js";
import { destinationContract } from "./contract.js";
import { duckDbSubject } from "./duckdb-subject.js";
import { broken, TestSync, tableOf, withSync } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => DuckDbStore.open(join(folder, "test.duckdb"));

destinationContract(duckDbSubject(() => folder));

describe("a file that has the name of its schema", () => {
  test.each(["acme", "_sluice", "main"])("%s: is not ambiguous", async (name) => {
    const path = join(folder, `${name}.duckdb`);
    const table = tableOf("merge");
    await withSync({ open: () => DuckDbStore.open(path), folder }, async (sync) => {
      await sync.begin(table);
      await sync.load(table, '{"n":1}', { id: 1, name: "a" });
      const { state } = await sync.destination.start();
      expect(state.streams.map((entry) => entry.state?.text)).toEqual(['{"n":1}']);
    });
  });
});

describe("connections that load into one file at the same time", () => {
  test("do not get into each other's transactions", async () => {
    const store = await open();
    const names = ["one", "two", "three"];
    await Promise.all(
      names.map(async (name) => {
        const sync = new TestSync(await store.connect(name), store, folder);
        const table = tableOf("merge", undefined, undefined, { schema: name });
        await sync.start();
        await sync.begin(table);
        for (let id = 1; id <= 5; id++) {
          await sync.load(table, `${id}`, { id, name });
          const failing = await broken(await sync.batch(table, { id: 99 }));
          await expect(sync.commit([failing])).rejects.toThrow();
        }
      }),
    );
    const { states } = await store.history();
    const found = [...states].flatMap(([name, { streams }]) =>
      streams.map(({ state, loaded }) => [name, state?.text, loaded]),
    );
    expect(found.sort()).toEqual([
      ["one", "5", 5],
      ["three", "5", 5],
      ["two", "5", 5],
    ]);
    await store.close();
  });
});

describe("rows that run after run writes again", () => {
  test("do not make the file grow with every run", async () => {
    const path = join(folder, "test.duckdb");
    const table = tableOf("merge");
    const sizes: number[] = [];
    for (let run = 0; run < 20; run++) {
      await withSync({ open, folder }, async (sync) => {
        await sync.begin(table);
        const ids = Array.from({ length: 5_000 }, (_none, index) => index);
        const changed = run === 0 ? ids : ids.filter((id) => id % 3 === run % 3);
        await sync.load(table, `${run}`, ...changed.map((id) => ({ id, name: randomBytes(200).toString("hex") })));
      });
      sizes.push((await stat(path)).size);
    }
    expect(sizes.at(-1)).toBeLessThan(3 * (sizes[0] ?? 0));
    expect(await query(path, "SELECT count(*)::VARCHAR AS n FROM acme.users")).toEqual([{ n: "5000" }]);
  });
});

describe("a file that cannot be opened", () => {
  test("because it is not a database is a clear error", async () => {
    await writeFile(join(folder, "test.duckdb"), "no database ".repeat(2_000));
    await expect(open()).rejects.toThrow(/test\.duckdb is not a DuckDB file/);
  });

  test("because its folder is not there is one too", async () => {
    await expect(DuckDbStore.open(join(folder, "no", "such", "x.duckdb"))).rejects.toThrow(/cannot be opened/);
  });
});
