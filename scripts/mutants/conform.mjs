import { spawnSync } from "node:child_process";

/** A suite that is not through by then is no verdict: a test that hangs fails by itself after half a minute. */
const LONGEST_MS = 600_000;

/**
 * The connector's conformance in the copy, as far as its first failure, on bins and a contract that were made from the copy's
 * code: a defect must not be caught for the sake of files that its author would have written with it.
 */
export function conform(copy, connector) {
  const started = performance.now();
  make(copy, connector);
  const { failure, passed } = firstFailure(copy, connector);
  return { failure, passed, seconds: Math.round((performance.now() - started) / 1000) };
}

function make(copy, connector) {
  const plain = ["--outdir=packages/core/dist", "--format=esm", "--log-level=warning"]; // the bundle asks for no types
  node(copy, ["node_modules/esbuild/bin/esbuild", "packages/core/src/**/*.ts", ...plain]);
  node(copy, ["../../scripts/bundle.mjs"], `connectors/source-${connector}`);
  node(copy, ["--conditions=@sluice/source", "--import", "tsx", "scripts/docs.ts"]);
}

/** @throws Error if the suite did not come to an end: then it has noticed nothing. */
function firstFailure(copy, connector) {
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--no-warnings",
      "node_modules/jest/bin/jest.js",
      "--runInBand",
      "--reporters=<rootDir>/scripts/mutants.reporter.mjs",
      "--runTestsByPath",
      `connectors/source-${connector}/test/conformance.test.ts`,
    ],
    { cwd: copy.folder, encoding: "utf8", timeout: LONGEST_MS, killSignal: "SIGKILL" },
  );
  const verdict = stdout.split("\n").find((line) => line.startsWith('{"verdict":'));
  if (verdict === undefined)
    throw new Error(`no verdict${signal === null ? "" : `, ended by ${signal}`}:\n${stdout}\n${stderr}`);
  return JSON.parse(verdict).verdict;
}

/** @throws Error if it fails: a defect that does not even build says nothing of the suite. */
function node(copy, args, folder = ".") {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: `${copy.folder}/${folder}`,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${args.join(" ")} failed in the copy:\n${stdout}\n${stderr}`);
}
