/** A config file is replaced atomically, one process after the other, and never loses what somebody else wrote into it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { updateConfigFile, writePrivateFile } from "@sluice/core/internal";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  file = join(folder, "config.json");
});
afterEach(() => rm(folder, { recursive: true }));

const put = (value: object) => writeFile(file, JSON.stringify(value));
const text = () => readFile(file, "utf8");
const json = async (): Promise<unknown> => JSON.parse(await text());

test("keeps what was changed at other places in the file meanwhile", async () => {
  await put({ token: "a", domain: "changed by a user", more: { id: 2, secret: "b" } });
  const expected = { token: "a", domain: "acme", more: { id: 1, secret: "b" } };
  updateConfigFile({ file, expected, changes: { token: "x", more: { secret: "y" } } });
  expect(await json()).toEqual({ token: "x", domain: "changed by a user", more: { id: 2, secret: "y" } });
});

test.each([
  ["changed", { token: "pasted" }],
  ["removed", {}],
])("refuses to replace a setting that was %s in the file meanwhile", async (_how, now) => {
  await put(now);
  expect(() => updateConfigFile({ file, expected: { token: "a" }, changes: { token: "x" } })).toThrow(
    "token changed after it was read",
  );
  expect(await json()).toEqual(now);
  expect(await readdir(folder)).toEqual(["config.json"]);
});

test("refuses a file that is no longer JSON, without quoting it", async () => {
  await writeFile(file, `{"token": "a secret`);
  const update = () => updateConfigFile({ file, expected: { token: "a" }, changes: { token: "x" } });
  expect(update).toThrow("the config changed after it was read");
  expect(await text()).toBe(`{"token": "a secret`);
});

test("keeps indent and final line break, drops a byte order mark, and treats __proto__ as any name", async () => {
  await writeFile(file, `\uFEFF{\n\t"token": "a",\n\t"__proto__": { "x": 1 }\n}\n`);
  updateConfigFile({ file, expected: { token: "a" }, changes: { token: "b" } });
  expect(await text()).toBe(`{\n\t"token": "b",\n\t"__proto__": {\n\t\t"x": 1\n\t}\n}\n`);
});

test("takes over the temporary file of a process that was killed, also where it was half written", async () => {
  await put({ token: "a" });
  await writeFile(`${file}.sluice-new`, `{"tok`);
  await utimes(`${file}.sluice-new`, 1, 1);
  updateConfigFile({ file, expected: { token: "a" }, changes: { token: "b" } });
  expect(await json()).toEqual({ token: "b" });
  expect(await readdir(folder)).toEqual(["config.json"]);
});

test("leaves the file as it is where the temporary one cannot be written", async () => {
  await put({ token: "a" });
  await mkdir(`${file}.sluice-new`);
  await utimes(`${file}.sluice-new`, 1, 1);
  expect(() => updateConfigFile({ file, expected: { token: "a" }, changes: { token: "b" } })).toThrow();
  expect(await json()).toEqual({ token: "a" });
});

test("a private file can be read by its user only, whatever it was before", async () => {
  await writeFile(file, "old", { mode: 0o644 });
  writePrivateFile(file, "new");
  expect(await text()).toBe("new");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("waits for another process that is writing the file, and keeps what that one wrote", async () => {
  await put({ token: "a", domain: "acme" });
  const theirs = `
    const fs = require("node:fs");
    fs.writeFileSync(${JSON.stringify(`${file}.sluice-new`)}, '{"token":"a","domain":"theirs"}');
    process.stdout.write("ready");
    setTimeout(() => fs.renameSync(${JSON.stringify(`${file}.sluice-new`)}, ${JSON.stringify(file)}), 50);`;
  const other = spawn(process.execPath, ["-e", theirs], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(other, "close");
  await once(other.stdout, "data");
  updateConfigFile({ file, expected: { token: "a" }, changes: { token: "b" } });
  expect(await json()).toEqual({ token: "b", domain: "theirs" });
  expect((await ended)[0]).toBe(0);
});
