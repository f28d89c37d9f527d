import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Database } from "../../src/destinations/duckdb/database.js";
import { loadExtensions } from "../../src/destinations/duckdb/extensions.js";

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  database = await Database.open(":memory:");
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

/** Where DuckDB looks for an extension in the folder. */
async function pathOf(name: string): Promise<string> {
  const [row] = await database.rows(
    "SELECT (SELECT library_version FROM pragma_version()) || '/' || (SELECT platform FROM pragma_platform()) AS part",
  );
  return join(folder, String(row?.["part"]), `${name}.duckdb_extension`);
}

describe("an extension of DuckDB", () => {
  const load = () => loadExtensions(database, ["ducklake"], { SLUICE_DUCKDB_EXTENSIONS: folder });

  test("that the named folder does not have is an error that says which file belongs where", async () => {
    const path = await pathOf("ducklake");
    const address = path.slice(folder.length);
    await expect(load()).rejects.toThrow(
      `The extension "ducklake" of DuckDB is missing: there is no file ${path}. Put it there, or unset SLUICE_DUCKDB_EXTENSIONS ` +
        `so that DuckDB downloads it. DuckDB publishes it at http://extensions.duckdb.org${address}.gz`,
    );
  });

  test("that is another kind of file is an error that says so", async () => {
    const path = await pathOf("ducklake");
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "not an extension ".repeat(500));
    await expect(load()).rejects.toThrow(
      /The extension "ducklake" of DuckDB cannot be loaded: Failed to load 'ducklake', The file is not a DuckDB extension.*Replace its file/,
    );
  });

  test("that cannot be downloaded is an error that says what to set", async () => {
    const nowhere = "http://127.0.0.1:9/none"; // no server listens on the port for discarded bytes
    await database.run(`SET custom_extension_repository = '${nowhere}'; SET extension_directory = '${folder}'`);
    await expect(loadExtensions(database, ["ducklake"], {})).rejects.toThrow(
      /The extension "ducklake" of DuckDB is missing: it could not be installed.*set SLUICE_DUCKDB_EXTENSIONS.*publishes it at http:\/\/127\.0\.0\.1:9\/none\/.*ducklake/,
    );
  });
});
