import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { DestinationError } from "../destination.js";
import { codeOf } from "./disk.js";

/** How often a lock that another process has is tried again. */
const RETRY_MS = 250;

/** What a lock says of who has it. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The locks of this process. One in its name that is not here was left by a process that had the same id, e.g. 1 in a container. */
const held = new Set<string>();

/** A file that says: one process writes in this folder. */
export class Lock {
  readonly #path: string;
  readonly #id: string;

  private constructor(path: string, id: string) {
    this.#path = path;
    this.#id = id;
  }

  /**
   * Takes a lock; one whose process is dead is taken over.
   *
   * @param waitMs how long to wait for a process that has it, in milliseconds.
   * @throws DestinationError if another process has it.
   */
  static async take(path: string, waitMs = 0): Promise<Lock> {
    const untilMs = Date.now() + waitMs;
    const own: Holder = { id: randomUUID(), pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
    for (;;) {
      held.add(own.id);
      if (await created(path, own)) return new Lock(path, own.id);
      held.delete(own.id);
      const holder = await holderOf(path);
      if (holder === undefined) continue; // gone meanwhile
      if (holder !== "unreadable" && isDead(holder)) {
        await takeAway(path, holder);
        continue;
      }
      if (Date.now() >= untilMs) throw refusal(path, holder);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** @throws DestinationError if somebody took the lock away, e.g. by deleting it. */
  async assertHeld(): Promise<void> {
    const holder = await holderOf(this.#path);
    if (holder !== undefined && holder !== "unreadable" && holder.id === this.#id) return;
    throw new DestinationError(
      `The lock ${this.#path} is no longer this sync's: it was deleted, or another sync took it. Nothing more is landed; sync again.`,
    );
  }

  async release(): Promise<void> {
    held.delete(this.#id);
    const holder = await holderOf(this.#path);
    if (holder !== undefined && holder !== "unreadable" && holder.id === this.#id)
      await rm(this.#path, { force: true });
  }
}

/** @returns whether there was no lock yet. */
async function created(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, `${JSON.stringify(holder)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | "unreadable" | undefined> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(content) as Holder;
  } catch {
    return "unreadable"; // it is being written, or its writer was killed at that very moment
  }
}

/** Process ids mean something on their own machine only. */
function isDead({ id, pid, host }: Holder): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !held.has(id);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

/** Renamed, then looked at: between two that take over at once the second would else take the first one's new lock. */
async function takeAway(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const taken = await holderOf(aside);
  const isDeadOne = taken !== undefined && taken !== "unreadable" && taken.id === dead.id;
  if (isDeadOne) await rm(aside, { force: true });
  else await rename(aside, path);
}

function refusal(path: string, holder: Holder | "unreadable"): DestinationError {
  if (holder === "unreadable") {
    return new DestinationError(`The lock ${path} says nothing. If no other sync lands in that folder, delete it.`);
  }
  const { pid, host, startedAt } = holder;
  const isHere = host === hostname();
  const where = isHere ? "" : ` on ${host}`;
  const remedy = isHere
    ? "Wait for it (--wait-lock SECONDS), end it, or land in another folder."
    : "Wait for it (--wait-lock SECONDS). If it is dead, which cannot be seen from here, delete the lock.";
  return new DestinationError(
    `Another process lands in this folder: process id ${pid}${where}, since ${startedAt}, says ${path}. ${remedy}`,
  );
}
