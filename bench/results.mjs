/** bench/results.json: what was measured last of each case, and where. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { pythonVersion } from "../scripts/support/install.ts";
import { versions } from "../scripts/support/peers.ts";

const file = new URL("results.json", import.meta.url);

/** Those that are measured; `versions` has other tools too, for other scripts. */
const MEASURED = ["airbyte-cdk", "pyairbyte", "singer-sdk", "dlt", "faros-airbyte-cdk"];

/** @returns {{ machine?: object, peers?: object, cases: Record<string, object> }} */
export function readResults() {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cases: {} };
}

/** Replaces the results of one case, in the order in which the cases are given. */
export function withResult(results, name, result, order) {
  const cases = { ...results.cases, [name]: result };
  const sorted = order.filter((each) => each in cases).map((each) => [each, cases[each]]);
  return { machine: machine(), peers: measured(), cases: Object.fromEntries(sorted) };
}

export function writeResults(results) {
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

function measured() {
  return Object.fromEntries(MEASURED.map((name) => [name, versions[name]]));
}

/** The class of the machine; nothing that distinguishes it from another of its class. */
function machine() {
  return {
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    python: pythonVersion(),
  };
}
