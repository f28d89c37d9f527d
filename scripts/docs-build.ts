/**
 * `npm run docs:build`: builds the documentation site into `site/dist`. The site's tools have a lockfile of their own and are installed here
 * alone, so that nobody else waits for them. `npm run test:e2e -- docs` builds it and opens every page in a browser.
 */
import { existsSync, statSync } from "node:fs";
import { ON_SOURCES, root, run } from "./support/commands.js";

if (!isInstalled()) run("npm", ["ci", "--prefix", "site"]);
run(process.execPath, [...ON_SOURCES, "site/collect/main.ts"]);
tool("typedoc", "--options", "site/typedoc.json");
tool("tsc", "-p", "site/tsconfig.json");
tool("vitepress", "build", "site");

function tool(name: string, ...args: readonly string[]): void {
  run(process.execPath, [`site/node_modules/.bin/${name}`, ...args]);
}

/** As in run.mjs: npm keeps a copy of the lockfile among the modules. */
function isInstalled(): boolean {
  const installed = `${root}site/node_modules/.package-lock.json`;
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}site/package-lock.json`).mtimeMs - 1000
  );
}
