import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watchFolders } from "./watch-folders.js";

/** How long a run may take to end after SIGTERM. */
const GRACE_MS = 2_000;

/**
 * Runs this command again with `--once`, and again after each change in the folders. Each run is a process of its own, so that all
 * modules are fresh; one that is under way is ended first. Never returns.
 */
export async function watchAndRun(folders: readonly string[], args: readonly string[]): Promise<void> {
  const changes = watchFolders(folders);
  let child: ChildProcess | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      child?.kill(signal);
      process.exit(signal === "SIGINT" ? 130 : 143);
    });
  }
  for (let changed = changes.next(); ; changed = changes.next()) {
    child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: "inherit" });
    const ended = once(child, "exit");
    const isChanged = await Promise.race([changed.then(() => true), ended.then(() => false)]);
    if (isChanged) await end(child, ended);
    process.stdout.write(isChanged ? "\nchanged: run again\n" : `\nwaiting for changes in ${folders.join(" and ")}\n`);
    await changed;
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await ended;
  clearTimeout(timer);
}
