/**
 * `npm run singer`: a connector as a Singer tap, piped into targets of other makers as they come from their registry, twice, and
 * the rows are counted. Needs python3 and PyPI; says so where there is none.
 */
import { join } from "node:path";
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
for (const target of ["target-jsonl", "target-csv"]) {
  const reason = install(target);
  if (reason === undefined) typescript("scripts/singer.ts", [target, join(folderOf(target), "bin", target)]);
  else console.log(`left out: ${target}, ${reason}`);
}
