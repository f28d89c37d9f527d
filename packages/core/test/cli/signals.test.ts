/** Signals in a container: the connector is PID 1, for which a signal has no default action. */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { atNotes, type FakeAcme, startAcme } from "../runner/support/acme.js";
import { type Child, start } from "../runner/support/process.js";

/** A separate process namespace, which root may create. Its processes end when `unshare` is killed. */
const AS_PID_1 = ["unshare", "--pid", "--fork", "--kill-child"];
const [unshare = "", ...options] = AS_PID_1;
const canUnshare = spawnSync(unshare, [...options, "true"]).status === 0;

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
  acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "600" } }, times: 99 });
});
afterEach(() => acme.api.close());

/** A read that waits for ten minutes. */
async function waiting(under: readonly string[]): Promise<Child> {
  const child = start(["read", "--config", "-", "--streams", "notes"], { stdin: JSON.stringify(acme.config), under });
  await child.until("RATE_LIMITED");
  return child;
}

/** The only child of a process, as the outside sees it. */
async function childOf(pid: number | undefined): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim());
}

const title = canUnshare ? "as PID 1" : "as PID 1 (skipped: unshare may not make a process namespace here)";
(canUnshare ? describe : describe.skip)(title, () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s ends PID 1 at once with status %i", async (signal, status) => {
    const child = await waiting(AS_PID_1);
    process.kill(await childOf(child.process.pid), signal);
    expect(await child.ended).toEqual({ status, signal: null });
    expect(child.stderr).toBe("");
  });

  test("a second signal does not change the exit status", async () => {
    const child = await waiting(AS_PID_1);
    const pid = await childOf(child.process.pid);
    process.kill(pid, "SIGTERM");
    process.kill(pid, "SIGTERM");
    expect(await child.ended).toEqual({ status: 143, signal: null });
    expect(child.stderr).toBe("");
  });

  test("a reader that goes away ends PID 1 with the status of SIGTERM", async () => {
    acme.api.reset();
    const name = "x".repeat(200_000);
    acme.account.notes = Array.from({ length: 100 }, (_, id) => ({ id, name }));
    const stdin = JSON.stringify(acme.config);
    const child = start(["read", "--config", "-", "--streams", "notes"], { stdin, under: AS_PID_1 });
    await child.until('"RECORD"');
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: 143, signal: null });
    expect(child.stderr).toBe("");
  });
});

test("two signals in a row end the process by one of them, with nothing on stderr", async () => {
  const child = await waiting([]);
  child.process.kill("SIGINT");
  child.process.kill("SIGTERM");
  const { status, signal } = await child.ended;
  expect(status).toBeNull();
  expect(child.stderr).toBe("");
  expect(["SIGINT", "SIGTERM"]).toContain(signal);
});
