import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { JsonObject } from "@sluice/core";
import type { FakeApi } from "@sluice/testkit";
import { buildable } from "./demo/buildable.js";
import { questions } from "./demo/questions.js";
import { connectors } from "./support/connectors.js";

/**
 * Syncs a whole account of each vendor, side by side, into one DuckDB file, and asks it a few questions: the real account where
 * credentials are set, else a fake. `--to DESTINATION` names another destination, e.g. a lake.
 */
const output = fileURLToPath(new URL("../demo-output/", import.meta.url));
const sluiceBin = fileURLToPath(new URL("../packages/sync/bin/sluice.js", import.meta.url));
const file = `${output}demo.duckdb`;
const { to = `duckdb:${file}` } = parseArgs({ options: { to: { type: "string" } } }).values;

// DuckDB's extensions are on PyPI too, where its own server may be out of reach
const { EXTENSIONS_FOLDER = "" } = to.startsWith("ducklake:")
  ? await import("../packages/sync/test/destinations/duckdb-extensions.js")
  : {};

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });

const fakes: FakeApi[] = [];
const sources: JsonObject[] = [];
for (const connector of connectors) {
  const { name, title } = connector.create();
  const source = fileURLToPath(new URL(`bin/source-${name}.js`, connector.folder));
  const isReal = isConfigured(name.toUpperCase());
  const fake = isReal ? undefined : await connector.start();
  if (fake !== undefined) fakes.push(fake.api);
  sources.push(fake === undefined ? { source, name } : { source, name, config: fake.config });
  console.log(`${title}: ${fake === undefined ? "the real account" : `a fake account at ${fake.api.url}`}`);
}
await writeFile(`${output}sluice.config.json`, `${JSON.stringify({ to, sources }, undefined, 2)}\n`);

console.log("\n$ sluice sync");
const status = await sluice("sync");
for (const fake of fakes) await fake.close();
if (status === 0) {
  for (const { question, sql } of questions) {
    console.log(`\n${question}\n$ sluice query "${sql}"`);
    if ((await sluice("query", sql)) !== 0) process.exitCode = 1;
  }
  console.log(`\nAsk on: cd demo-output && npx sluice query "select …"`);
  console.log(`\n${buildable()}`);
} else process.exitCode = 1;

/** The address alone is not a credential. */
function isConfigured(prefix: string): boolean {
  return Object.keys(process.env).some((name) => name.startsWith(`${prefix}_`) && name !== `${prefix}_BASE_URL`);
}

/** Runs the command as anyone would, in the folder of the demo. */
function sluice(...args: string[]): Promise<number> {
  const env = { ...process.env, ...(EXTENSIONS_FOLDER !== "" && { SLUICE_DUCKDB_EXTENSIONS: EXTENSIONS_FOLDER }) };
  const child = spawn(process.execPath, [sluiceBin, ...args], { cwd: output, stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => resolve(code ?? 1));
  });
}
