/** A connector is found where npm put it: in the project, or next to `sluice` itself. */
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { program, shell } from "./support.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const MODULES = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

const named = (name: string) =>
  `if (process.argv[2] === "check") console.log('{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"${name}"}}');`;

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-test-")));
  for (const name of ["work/node_modules/.bin", "path"]) await mkdir(join(folder, name), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

/** Installs the built package below a folder. @returns the path of its program. */
async function install(below: string): Promise<string> {
  const own = join(folder, below, "node_modules/@sluice/sync");
  for (const part of ["bin", "dist", "package.json"])
    await cp(join(PACKAGE, part), join(own, part), { recursive: true });
  await symlink(MODULES, join(own, "node_modules"));
  return join(own, "bin/sluice.js");
}

/** Which connector `check x` runs, with the folder `path` on the PATH. */
async function found(bin: string): Promise<string> {
  const ran = await shell(join(folder, "work"), `PATH="${join(folder, "path")}:$PATH" node "${bin}" check x`);
  return ran.stderr.trim();
}

test("finds a connector next to an npx installation, before the PATH and after the project", async () => {
  const bin = await install("npx");
  await program(folder, "path/source-x", named("path"));
  expect(await found(bin)).toBe("x: path");
  await mkdir(join(folder, "npx/node_modules/.bin"));
  await program(folder, "npx/node_modules/.bin/source-x", named("npx"));
  expect(await found(bin)).toBe("x: npx");
  await program(folder, "work/node_modules/.bin/source-x", named("project"));
  expect(await found(bin)).toBe("x: project");
});

test("finds a connector next to a global installation, whose programs are not in node_modules", async () => {
  const bin = await install("prefix/lib");
  await mkdir(join(folder, "prefix/bin"));
  await program(folder, "prefix/bin/source-x", named("global"));
  expect(await found(bin)).toBe("x: global");
});

test("says where it searched for a connector that is not installed", async () => {
  expect(await found(await install("npx"))).toBe(
    'x: No connector "x" is installed: there is no source-x or x in node_modules, next to sluice or on the PATH. ' +
      "Run npm install @sluice/source-x, or pass the path of a program.",
  );
});
