import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FolderSnapshot } from "../../src/cli/query/snapshot.js";
import { type Content, emptyContent, type RedoLog, withTable } from "../../src/destinations/files/manifest-content.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await mkdir(join(folder, "_sluice"));
  await mkdir(join(folder, "acme/log"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const PARTS = ["acme/log/part-000001.jsonl", "acme/log/part-000002.jsonl"];
const HIDDEN = "acme/log/.part.sluice-tmp";

/** A folder with one table, whose parts hold their own paths. */
async function commit(files: readonly string[], redo: Partial<RedoLog> = {}): Promise<void> {
  const entry = { connection: "acme", schema: "acme", table: "log", files, columns: [], longestLine: 1 };
  const content: Content = { ...withTable(emptyContent("jsonl"), entry), redo: { moves: [], removals: [], ...redo } };
  await writeFile(join(folder, "_sluice/manifest.json"), JSON.stringify(content));
}

async function write(...files: readonly string[]): Promise<void> {
  for (const file of files) await writeFile(join(folder, file), file);
}

/** What is read of the table, file by file; undefined if it has none. */
async function textsIn(snapshot: FolderSnapshot | undefined): Promise<readonly string[] | undefined> {
  const paths = snapshot?.tables[0]?.paths;
  return paths && Promise.all(paths.map((path) => readFile(path, "utf8")));
}

/** Reads at once. */
async function read(): Promise<readonly string[] | undefined> {
  const snapshot = await FolderSnapshot.of(folder);
  try {
    return await textsIn(snapshot);
  } finally {
    await snapshot?.close();
  }
}

describe("a snapshot of a folder", () => {
  test("has the files that the manifest names, and no others", async () => {
    await write(...PARTS, "acme/log/part-000003.jsonl");
    await commit(PARTS);
    expect(await read()).toEqual(PARTS);
  });

  test("has the new file of a commit that was made but not completed", async () => {
    await write(...PARTS, HIDDEN);
    await commit(PARTS, { moves: [{ from: HIDDEN, to: "acme/log/part-000002.jsonl" }] });
    expect(await read()).toEqual([PARTS[0], HIDDEN]);
    await rename(join(folder, HIDDEN), join(folder, "acme/log/part-000002.jsonl"));
    expect(await read()).toEqual([PARTS[0], HIDDEN]);
  });

  (process.platform === "linux" ? test : test.skip)(
    "keeps the files as they were when they are replaced or removed (needs Linux)",
    async () => {
      await write(...PARTS, HIDDEN);
      await commit(PARTS);
      const snapshot = await FolderSnapshot.of(folder);
      await rename(join(folder, HIDDEN), join(folder, "acme/log/part-000001.jsonl"));
      await rm(join(folder, "acme/log/part-000002.jsonl"));
      expect(await textsIn(snapshot)).toEqual(PARTS);
      await snapshot?.close();
    },
  );

  test("fails if a part is gone, because its rows would be missing", async () => {
    await write(...PARTS);
    await commit([...PARTS, "acme/log/part-000003.jsonl"]);
    await expect(read()).rejects.toThrow(/^A file of the table .*acme\/log is gone\. Read its stream in full/);
  });

  test("has no table whose files are all gone, and is none where nothing was loaded", async () => {
    expect(await FolderSnapshot.of(folder)).toBeUndefined();
    await commit(PARTS);
    expect(await read()).toBeUndefined();
  });
});
