import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVitally } from "../../connectors/source-vitally/fake/index.js";
import { folderOf, install } from "../support/install.js";
import { Pipe } from "./singer/pipe.js";

/**
 * A connector as a Singer tap, piped into targets of other makers as they come from their registry: a whole fake account, once from
 * nothing and once from the state that the target handed back, and the rows of every stream are counted. Needs python3 and PyPI.
 */
const TARGETS = ["target-jsonl", "target-csv"] as const;

for (const target of TARGETS) {
  if (install(target) !== undefined) continue;
  const folder = await mkdtemp(join(tmpdir(), "sluice-singer-"));
  await tryTarget(new Pipe(folder, join(folderOf(target), "bin", target)), target);
  await rm(folder, { recursive: true });
}

async function tryTarget(pipe: Pipe, target: string): Promise<void> {
  const { api, config, expected } = await startVitally();
  await pipe.open(config);
  const everything = Object.fromEntries([...expected].map(([stream, records]) => [stream, records.length]));
  const first = await pipe.sync("first", []);
  deepStrictEqual(first, everything);
  const second = await pipe.sync("second", ["--state", "state.json"]);
  for (const { stream, method } of await pipe.streams()) {
    const [before = 0, after = 0] = [first[stream], second[stream]];
    if (method === "FULL_TABLE") strictEqual(after, before, `${stream} is read in full each time`);
    else ok(after <= before, `${stream}: ${after} rows after ${before}`);
  }
  ok(sum(second) < sum(first), "the second run read as much as the first");
  await api.close();
  console.log(
    `good  ${target} has all ${sum(first)} rows of ${expected.size} streams, and ${sum(second)} in a second run`,
  );
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
