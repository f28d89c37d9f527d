import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** A suite that takes longer gives no verdict: a test that hangs fails by itself after half a minute. */
const MAX_MS = 600_000;

/** Runs TypeScript on the packages' sources. */
const ON_SOURCES = ["--conditions=@sluice/source", "--import", "tsx"];

/**
 * The connector's conformance suite in the copy, up to its first failure, on bins and a contract that were made from the copy's
 * code: a committed file that differs must not catch a defect whose author would have generated it again.
 */
export function conform(copy, connector) {
  return timed(async () => {
    await make(copy, connector);
    return firstFailure(copy, `connectors/source-${connector}/test/conformance.test.ts`);
  });
}

/** One test file of core in the copy, up to its first failure. It runs on the sources, so nothing is built. */
export function runTest(copy, file) {
  return timed(() => firstFailure(copy, file));
}

async function timed(run) {
  const started = performance.now();
  const { failure, passed } = await run();
  return { failure, passed, seconds: Math.round((performance.now() - started) / 1000) };
}

async function make(copy, connector) {
  const plain = ["--outdir=packages/core/dist", "--format=esm", "--log-level=warning"]; // the bundle needs no types
  await node(copy, ["node_modules/esbuild/bin/esbuild", "packages/core/src/**/*.ts", ...plain]);
  const bundle = ["../../packages/testkit/src/commands/main.ts", "bundle"];
  await node(copy, [...ON_SOURCES, ...bundle], `connectors/source-${connector}`);
  await node(copy, [...ON_SOURCES, "scripts/docs.ts", connector]);
}

/** @throws Error if the tests did not come to an end, because then they noticed nothing. */
async function firstFailure(copy, file) {
  const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const reporter = "--reporters=<rootDir>/scripts/mutants.reporter.mjs";
  const { stdout, stderr, signal } = await ran(
    [...jest, "--runInBand", reporter, "--runTestsByPath", file],
    copy.folder,
  );
  const verdict = stdout.split("\n").find((line) => line.startsWith('{"verdict":'));
  if (verdict === undefined)
    throw new Error(`no verdict${signal === null ? "" : `, ended by ${signal}`}:\n${stdout}\n${stderr}`);
  return JSON.parse(verdict).verdict;
}

/** @throws Error if it fails, because a defect that does not build proves nothing about the suite. */
async function node(copy, args, folder = ".") {
  const { status, stdout, stderr } = await ran(args, `${copy.folder}/${folder}`);
  if (status !== 0) throw new Error(`${args.join(" ")} failed in the copy:\n${stdout}\n${stderr}`);
}

async function ran(args, cwd) {
  const stdio = ["ignore", "pipe", "pipe"];
  const env = { ...process.env, SLUICE_LONG: "1" }; // some defects are caught by tests that npm test leaves out
  const child = spawn(process.execPath, args, { cwd, env, stdio, timeout: MAX_MS, killSignal: "SIGKILL" });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status, signal) => resolve({ status, signal }));
  });
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, ...end };
}
