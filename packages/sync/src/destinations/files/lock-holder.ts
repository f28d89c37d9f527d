import { randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { startTicks } from "../process-start.js";

/** The holder of a lock: the content of its file. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Distinguishes its process from a later one with the same id; undefined in the lock of an earlier version, and without /proc. */
  readonly process?: ProcessIdentity | undefined;
}

interface ProcessIdentity {
  /** The run of the system: another one after each start. */
  readonly boot: string;
  /** Within which the process id counts: a container has its own. */
  readonly namespace: string;
  /** When the process began, in the clock ticks of the system. */
  readonly start: string;
}

/** Whether the process of a holder lives; `unknown` where it cannot be seen from here. */
export type Life = "alive" | "dead" | "unknown";

export async function newHolder(): Promise<Holder> {
  return {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    process: await processIdentity(process.pid),
  };
}

/** @param isHeldHere whether this process has the lock of that id. */
export async function lifeOf(
  { id, pid, host, process: their }: Holder,
  isHeldHere: (id: string) => boolean,
): Promise<Life> {
  if (isHeldHere(id)) return "alive";
  if (their === undefined) return host === hostname() ? lifeOfId(pid) : "alive"; // an earlier version gives no signs of life
  const own = await processIdentity(process.pid);
  if (own?.boot !== their.boot || own.namespace !== their.namespace) return "unknown";
  return pid !== process.pid && (await startTicks(pid)) === their.start ? "alive" : "dead";
}

/** A process that is us, and does not have the lock, had our id before us. */
function lifeOfId(pid: number): Life {
  if (pid === process.pid) return "dead";
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH" ? "dead" : "alive";
  }
}

async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const namespace = await readlink(`/proc/${pid}/ns/pid`);
    const start = await startTicks(pid);
    return start === undefined ? undefined : { boot, namespace, start };
  } catch {
    return undefined;
  }
}
