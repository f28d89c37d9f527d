/**
 * `npm run picture`: records a sync and a question in a terminal and draws docs/demo.svg of it. Needs `script` of util-linux for the
 * terminal, and npm's registry for what understands the bytes that go to one.
 */
import { join } from "node:path";
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
const hindrance = install("xterm-headless");
if (hindrance !== undefined) {
  console.error(`No picture can be drawn: ${hindrance}`);
  process.exit(1);
}
turbo("build");
const module = join(folderOf("xterm-headless"), "node_modules/@xterm/headless/lib-headless/xterm-headless.js");
typescript("scripts/picture.ts", [module]);
