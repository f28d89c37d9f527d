/**
 * `npm run tutorial`: packs all packages, and follows docs/tutorials/your-first-connector.md in an empty folder, with jest and with vitest: every
 * command has to print what the page says. What it has made is then tested on each Node that is supported; SLUICE_NODE=22 takes that
 * one only.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll } from "./packages/tarballs.mjs";
import { tool } from "./packages/tools.mjs";
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
// not `packed`, which other checks empty
const packages = mkdtempSync(join(tmpdir(), "sluice-packed-"));
process.once("exit", () => rmSync(packages, { recursive: true }));
packAll(`${packages}/`);
const wanted = process.env.SLUICE_NODE;
const others = ["node-22", "node-24"].filter((name) => wanted === undefined || name === `node-${wanted}`);
const folders = others.flatMap((name) => {
  const { folder, reason } = tool(name);
  if (folder === undefined) console.log(`left out: ${name}, because ${reason}`);
  return folder ?? [];
});
typescript("scripts/tutorial/tutorial.ts", [packages, ...folders]);
