/**
 * `npm run bench [-- WORD…]`: Sluice against its peers, all in one run; with words only the cases whose name has one of them.
 * `BENCH_ROUNDS=1` for fewer rounds than five; `BENCH_PAGES=20` tries the readers on short lists and writes no results;
 * `BENCH_EARLIER=../earlier` measures an earlier checkout, which is built, next to this one.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import * as check from "./cases/check.mjs";
import * as lakeSources from "./cases/lake-sources.mjs";
import { announced, enforced } from "./cases/limits.mjs";
import * as memory from "./cases/memory.mjs";
import * as parents from "./cases/parents.mjs";
import { large, small } from "./cases/records.mjs";
import { partitions, secondRun } from "./cases/second-run.mjs";
import * as spec from "./cases/spec.mjs";
import * as sync from "./cases/sync.mjs";
import { configcat, hellobaton } from "./cases/vendors.mjs";
import { plot } from "./plot.mjs";
import { checkouts } from "./readers.mjs";
import { readResults, withResult, writeResults } from "./results.mjs";
import { printTable, writeTable } from "./table.mjs";

const cases = [
  spec,
  check,
  small,
  large,
  hellobaton,
  configcat,
  parents,
  enforced,
  announced,
  memory,
  secondRun,
  partitions,
  sync.duckdb,
  sync.postgres,
  sync.lake,
  lakeSources.onDisk,
  lakeSources.inBucket,
  lakeSources.slow,
];
const names = cases.map(({ name }) => name);
const words = process.argv.slice(2);
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const isTrial = process.env.BENCH_PAGES !== undefined;

if (chosen.length === 0) {
  console.error(`No case has such a name. There are: ${names.join(", ")}`);
  process.exit(2);
}
for (const { folder } of checkouts) {
  // as a connector is shipped
  execFileSync("npx", ["sluice-connector", "bundle", "bench/source.mjs"], { cwd: folder, stdio: "inherit" });
}

let results = readResults();
for (const each of chosen) {
  console.log(`${each.name}: ${each.title}`);
  const result = await each.run(rounds);
  const date = new Date().toISOString().slice(0, 10);
  results = withResult(results, each.name, { title: each.title, date, rounds, ...result }, names);
  if (!isTrial) keep(results);
}
for (const { folder } of checkouts) rmSync(join(folder, "dist"), { recursive: true });

const measured = Object.entries(results.cases).filter(([name]) => chosen.some((each) => each.name === name));
console.log();
printTable({ ...results, cases: Object.fromEntries(measured) });
const isOwnFailure = measured.some(([, { rows }]) =>
  rows.some((row) => row.name.startsWith("Sluice") && "failed" in row),
);
process.exitCode = isOwnFailure ? 1 : 0;

/** After each case, so that a run that is stopped has not been in vain. */
function keep(results) {
  writeResults(results);
  writeTable(results);
  plot(results);
}
