import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { environmentOf, filledIn } from "../../src/project/environment.js";
import { parseProject } from "../../src/project/project.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the environment", () => {
  test("is that of the process, completed by .env", async () => {
    await writeFile(join(folder, ".env"), "# of the vendor\nKEY='from file'\nOTHER=also\nQUOTED=\"a b\"\n");
    expect(await environmentOf(folder, { KEY: "from process" })).toEqual({
      KEY: "from process",
      OTHER: "also",
      QUOTED: "a b",
    });
  });

  test("needs no .env", async () => {
    expect(await environmentOf(folder, { KEY: "a" })).toEqual({ KEY: "a" });
  });
});

describe("a reference to the environment", () => {
  test("is filled in wherever a text is, within texts too; two dollars stand for one", () => {
    const config = { key: "${KEY}", list: ["x-${KEY}-${KEY}", 7, null], deep: { at: "$${KEY} $5" } };
    expect(filledIn(config, { KEY: "k$&" })).toEqual({
      key: "k$&",
      list: ["x-k$&-k$&", 7, null],
      deep: { at: "${KEY} $5" },
    });
  });

  test("that is not set is an error that names all such, and no value", () => {
    const fill = () => filledIn({ one: "${ONE}", two: "${TWO}", three: "${THREE}" }, { THREE: "s3cr3t" });
    expect(fill).toThrow("The config refers to ONE, TWO, which are not set. Set them in the environment or in .env.");
  });
});

describe("a project", () => {
  test("is a list of sources", () => {
    const project = { to: "duckdb:x.duckdb", parallel: 2, sources: [{ source: "vitally", config: { key: "${KEY}" } }] };
    expect(parseProject(project, "sluice.config.json")).toEqual(project);
  });

  test("has a list of streams, or settings for some of them", () => {
    const streams = {
      orders: { mode: "incremental", cursor: "updated_at", key: ["id"] },
      "hr.users": { mode: "full_refresh", cursor: ["meta", "at"], key: ["org", ["meta", "id"]] },
      logs: {},
    } as const;
    for (const one of [streams, ["orders", "hr.*"]]) {
      const project = { sources: [{ source: "a", streams: one }] };
      expect(parseProject(project, "sluice.config.json")).toEqual(project);
    }
  });

  test.each([
    [{}, /sources: /],
    [{ sources: [] }, /sources: /],
    [{ sources: [{}] }, /sources\.0\.source: /],
    [{ sources: [{ source: "a", stream: ["b"] }] }, /sources\.0: .*stream/],
    [{ sources: [{ source: "a" }], parallel: 0 }, /parallel: /],
    [{ sources: [{ source: "a" }, { source: "a" }] }, /two sources are named "a"\. .*name: …/],
    [undefined, /the file: /],
    [
      { sources: [{ source: "a", streams: { b: { mode: "all" } } }] },
      /sources\.0\.streams\.b\.mode: .*full_refresh.*incremental/,
    ],
    [{ sources: [{ source: "a", streams: { b: { cursors: "c" } } }] }, /sources\.0\.streams\.b: .*cursors/],
    [{ sources: [{ source: "a", streams: { b: { cursor: [] } } }] }, /sources\.0\.streams\.b\.cursor: /],
    [{ sources: [{ source: "a", streams: { b: { key: "id" } } }] }, /sources\.0\.streams\.b\.key: .*array/],
    [
      { sources: [{ source: "a", streams: { b: { key: [["x", 7]] } } }] },
      /sources\.0\.streams\.b\.key\.0\.1: .*string/,
    ],
    [{ sources: [{ source: "a", streams: ["b", 7] }] }, /sources\.0\.streams\.1: .*string/],
    [
      { sources: [{ source: "a", streams: "b" }] },
      /sources\.0\.streams: expected a list of names, or an object of settings by stream/,
    ],
  ])("%j is none, and the error says where", (value, expected) => {
    expect(() => parseProject(value, "sluice.config.json")).toThrow(expected);
  });

  test("that is wrong is not quoted: a secret may be in it", () => {
    expect(() => parseProject({ sources: [{ source: "a", config: ["s3cr3t"] }] }, "f")).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("s3cr3t") }),
    );
  });
});
