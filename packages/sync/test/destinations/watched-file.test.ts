import type { BigIntStats } from "node:fs";
import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { WatchedFile } from "../../src/destinations/duckdb/watched-file.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A file that was written to after its birth, as databases are. */
async function written(): Promise<string> {
  const file = join(folder, "database");
  let now: BigIntStats;
  do {
    await writeFile(file, "content");
    now = await stat(file, { bigint: true });
  } while (now.ctimeNs === now.birthtimeNs);
  return file;
}

test("a file that is written to stays the same one", async () => {
  const file = await written();
  const watched = await WatchedFile.at(file);
  await writeFile(file, "more content");
  await expect(watched.assertInPlace()).resolves.toBeUndefined();
});

test("a file that is renamed and put back is the same one", async () => {
  const file = await written();
  const watched = await WatchedFile.at(file);
  await rename(file, `${file}.other`);
  await expect(watched.assertInPlace()).rejects.toThrow(`${file} was removed while it was open`);
  await rename(`${file}.other`, file);
  await expect(watched.assertInPlace()).resolves.toBeUndefined();
});

test("a new file is another one, though systems give it the number of the old one", async () => {
  const file = await written();
  const watched = await WatchedFile.at(file);
  const { birthtimeNs } = await stat(file, { bigint: true });
  do {
    await rm(file);
    await writeFile(file, "content");
  } while ((await stat(file, { bigint: true })).birthtimeNs === birthtimeNs);
  await expect(watched.assertInPlace()).rejects.toThrow(`${file} was replaced while it was open`);
});
