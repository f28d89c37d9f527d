import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ON_SOURCES } from "../../support/commands.js";
import type { Copy } from "./copy.js";

/** A suite that takes longer gives no verdict: a test that hangs fails by itself after half a minute. */
const MAX_MS = 600_000;

/** What a test run says: the first failure, or how many tests passed. */
export interface Verdict {
  readonly failure?: { readonly test: string; readonly message: string };
  readonly passed?: number;
}

export interface TimedVerdict extends Verdict {
  readonly seconds: number;
}

/**
 * The connector's conformance suite in the copy, up to its first failure, on bins and a contract that were made from the copy's
 * code: a committed file that differs must not catch a defect whose author would have generated it again.
 */
export function conform(copy: Copy, connector: string): Promise<TimedVerdict> {
  return timed(async () => {
    await make(copy, connector);
    return firstFailure(copy, `connectors/source-${connector}/test/conformance.test.ts`);
  });
}

/** One test file of core in the copy, up to its first failure. It runs on the sources, so nothing is built. */
export function runTest(copy: Copy, file: string): Promise<TimedVerdict> {
  return timed(() => firstFailure(copy, file));
}

async function timed(run: () => Promise<Verdict>): Promise<TimedVerdict> {
  const started = performance.now();
  const verdict = await run();
  return { ...verdict, seconds: Math.round((performance.now() - started) / 1000) };
}

async function make(copy: Copy, connector: string): Promise<void> {
  const plain = ["--outdir=packages/core/dist", "--format=esm", "--log-level=warning"]; // the bundle needs no types
  await node(copy, ["node_modules/esbuild/bin/esbuild", "packages/core/src/**/*.ts", ...plain]);
  const bundle = ["../../packages/testkit/src/commands/main.ts", "bundle"];
  await node(copy, [...ON_SOURCES, ...bundle], `connectors/source-${connector}`);
  await node(copy, [...ON_SOURCES, "scripts/docs.ts", connector]);
}

/** @throws Error if the tests did not come to an end, because then they noticed nothing. */
async function firstFailure(copy: Copy, file: string): Promise<Verdict> {
  const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const reporter = "--reporters=<rootDir>/scripts/faults/mutants/first-failure.mjs";
  const { stdout, stderr, signal } = await ran(
    [...jest, "--runInBand", reporter, "--runTestsByPath", file],
    copy.folder,
  );
  const verdict = stdout.split("\n").find((line) => line.startsWith('{"verdict":'));
  if (verdict === undefined)
    throw new Error(`no verdict${signal === null ? "" : `, ended by ${signal}`}:\n${stdout}\n${stderr}`);
  return (JSON.parse(verdict) as { verdict: Verdict }).verdict;
}

/** @throws Error if it fails, because a defect that does not build proves nothing about the suite. */
async function node(copy: Copy, args: readonly string[], folder = "."): Promise<void> {
  const { status, stdout, stderr } = await ran(args, `${copy.folder}/${folder}`);
  if (status !== 0) throw new Error(`${args.join(" ")} failed in the copy:\n${stdout}\n${stderr}`);
}

interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ran(args: readonly string[], cwd: string): Promise<Ran> {
  const env = { ...process.env, SLUICE_LONG: "1" }; // some defects are caught by tests that npm test leaves out
  const limits = { timeout: MAX_MS, killSignal: "SIGKILL" } as const;
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], ...limits });
  const ended = new Promise<Pick<Ran, "status" | "signal">>((resolve, reject) => {
    child.once("error", reject).once("close", (status, signal) => resolve({ status, signal }));
  });
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, ...end };
}
