import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Command, create } from "../../src/cli/create.js";

const COMMAND: Command = {
  ...{ name: "my-api", baseUrl: "https://api.acme.example", auth: "bearer", paging: "page" },
  stream: ["users:/users:id"],
  ...{ testRunner: "vitest", isAsking: false, isListing: false, isUpdating: false },
};

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "create-connector-"));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(changed: Partial<Command> = {}, packages?: string): Promise<string> {
  const printed: string[] = [];
  await create({ ...COMMAND, ...changed }, { cwd, packages, print: (text) => void printed.push(text) });
  return printed.join("\n");
}

const read = (path: string) => readFile(join(cwd, "source-my-api", path), "utf8");

test("writes a repository of its own outside the workspace, and says what to do next", async () => {
  expect(await run()).toContain("source-my-api is written");
  expect(await readdir(cwd)).toEqual(["source-my-api"]);
  expect(await read("src/streams/users.ts")).toContain("export class Users extends MyApiStream");
  const { dependencies } = JSON.parse(await read("package.json")) as { dependencies: Record<string, string> };
  expect(dependencies["@sluice/core"]).toMatch(/^\^\d+\.\d+\.\d+$/);
});

test("writes into the folder that is named, if it is empty", async () => {
  await mkdir(join(cwd, "here"));
  await run({ folder: "here" });
  expect(existsSync(join(cwd, "here/src/cli.ts"))).toBe(true);
});

test("never writes into a folder that has something in it", async () => {
  await mkdir(join(cwd, "source-my-api"));
  await writeFile(join(cwd, "source-my-api/notes.txt"), "mine");
  await expect(run()).rejects.toThrow("exists already: choose another --name");
  expect(await readdir(join(cwd, "source-my-api"))).toEqual(["notes.txt"]);
});

test("leaves nothing behind where a tarball of SLUICE_PACKAGES is missing", async () => {
  await mkdir(join(cwd, "packed"));
  await writeFile(join(cwd, "packed/sluice-core-0.1.0.tgz"), "");
  await expect(run({}, join(cwd, "packed"))).rejects.toThrow("no tarball of @sluice/testkit");
  expect(await readdir(cwd)).toEqual(["packed"]);
});

test("takes the tarballs that SLUICE_PACKAGES names", async () => {
  await mkdir(join(cwd, "packed"));
  for (const name of ["core", "testkit", "sync"]) await writeFile(join(cwd, `packed/sluice-${name}-0.1.0.tgz`), "");
  await run({}, join(cwd, "packed"));
  const { dependencies } = JSON.parse(await read("package.json")) as { dependencies: Record<string, string> };
  expect(dependencies["@sluice/core"]).toBe(`file:${join(cwd, "packed/sluice-core-0.1.0.tgz")}`);
});

test("lists the streams and writes nothing with --list", async () => {
  expect(await run({ isListing: true })).toMatch(/Streams: 1 whole[\s\S]*users {2}whole/);
  expect(await readdir(cwd)).toEqual([]);
});

test("updates a connector, and keeps what its author has changed", async () => {
  await run();
  await appendFile(join(cwd, "source-my-api/src/streams/users.ts"), "\n// mine\n");
  await rm(join(cwd, "source-my-api/CHANGELOG.md"));
  const printed = await run({ isUpdating: true, stream: ["users:/users:uuid", "teams:/teams:id"] });
  expect(printed).toContain("source-my-api is up to date");
  expect(await read("src/streams/users.ts")).toMatch(/uuid: s\.key\(s\.string\)[\s\S]*\/\/ mine\n$/);
  expect(await read("src/streams/teams.ts")).toContain("class Teams");
  expect(existsSync(join(cwd, "source-my-api/CHANGELOG.md"))).toBe(false);
});

test("reports a conflict, and keeps the author's file", async () => {
  await run();
  const file = join(cwd, "source-my-api/src/streams/users.ts");
  const own = (await readFile(file, "utf8")).replace('return "users"', 'return "people"');
  await writeFile(file, own);
  const printed = await run({ isUpdating: true, baseUrl: "https://api.acme.example/v2" });
  expect(printed).toContain("In conflict with your changes");
  expect(printed).toContain("  src/streams/users.ts");
  expect(await readFile(file, "utf8")).toBe(own);
  expect(await read("src/streams/users.ts.new")).toContain('return "v2/users"');
});

test("does not update a folder that it has not written", async () => {
  await expect(run({ isUpdating: true })).rejects.toThrow("does not exist: run it without --update");
  await mkdir(join(cwd, "source-my-api"));
  await expect(run({ isUpdating: true })).rejects.toThrow("what you changed is not known");
});

test("does not take a document and a manifest at once", async () => {
  await expect(run({ openapi: "a.json", manifest: "b.yaml" })).rejects.toThrow("take one of them");
});
