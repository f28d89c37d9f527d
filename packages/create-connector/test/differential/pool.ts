import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Job, Outcome, Result } from "./result.js";

/** After so many manifests a worker is replaced: what was imported is never freed. */
const MOST_JOBS = 40;

export interface PoolOptions {
  readonly python: string;
  readonly folder: string;
  readonly workers: number;
  /** A manifest that takes longer is given up. */
  readonly longestMs: number;
}

/** Compares manifests, some at once, and calls back with each result. */
export async function compareAll(
  jobs: readonly Job[],
  options: PoolOptions,
  onResult: (result: Result, job: Job) => Promise<void> | void,
): Promise<void> {
  const queue = [...jobs];
  const work = async () => {
    let worker = start(options);
    let done = 0;
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const began = performance.now();
      const outcome = await ask(worker, job, options.longestMs);
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      await onResult({ name: job.name, seconds, ...outcome.value }, job);
      done += 1;
      if (!outcome.isBroken && done % MOST_JOBS !== 0) continue;
      end(worker);
      worker = start(options);
    }
    end(worker);
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

function start({ python, folder }: PoolOptions): ChildProcess {
  return fork(join(import.meta.dirname, "worker.ts"), [python, folder], {
    execArgv: ["--conditions=@sluice/source", "--no-warnings", "--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Its Python process ends with it, because it sees that the channel is closed. */
function end(worker: ChildProcess): void {
  if (worker.connected) worker.disconnect();
  setTimeout(() => worker.kill("SIGKILL"), 2000).unref();
}

function ask(worker: ChildProcess, job: Job, longestMs: number): Promise<{ value: Outcome; isBroken: boolean }> {
  return new Promise((resolve) => {
    const broken = (failure: string) => finish({ streams: [], differences: [], allowed: [], failure }, true);
    const onMessage = (message: unknown) => finish(message as Outcome, false);
    const onExit = () => broken("harness: the process ended");
    const timer = setTimeout(() => broken(`harness: took longer than ${longestMs / 1000} s`), longestMs);
    const finish = (value: Outcome, isBroken: boolean) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onExit);
      resolve({ value, isBroken });
    };
    worker.on("message", onMessage).on("exit", onExit);
    worker.send(job, (error) => {
      if (error !== null) broken(`harness: ${error.message}`);
    });
  });
}
