import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { DestinationError } from "../destination.js";
import { systemCode } from "./disk.js";
import { type Holder, lifeOf, newHolder } from "./lock-holder.js";

/** How often a lock that another process has is tried again. */
const RETRY_MS = 250;

/** How often a holder gives a sign of life: it touches its lock. */
const SIGN_MS = 3_000;

/** A lock of a process that cannot be seen from here is left behind if there is no sign of life for so long. */
const SILENT_MS = 15_000;

/** The locks of this process. One with its id that is not here was left by an earlier process with the same id, e.g. 1 in a container. */
const held = new Set<string>();

/** A lock as another process sees it; one that cannot be read has no holder. */
interface Seen {
  readonly text: string;
  readonly touchedMs: number;
  readonly holder: Holder | undefined;
}

interface LockOptions {
  readonly waitMs?: number | undefined;
  readonly silentMs?: number;
  readonly held?: Held;
}

/** What it means that another process has a lock, in words. */
interface Held {
  readonly what: string;
  readonly place: string;
}

const FOLDER: Held = { what: "Another process loads into this folder", place: "folder" };

/**
 * A file by which one process at a time writes to a folder, whatever machine or container it is in. The holder touches the file again and
 * again; a process that is dead, or is not seen and gives no sign of life, loses it.
 */
export class Lock {
  readonly #path: string;
  readonly #id: string;
  readonly #signs: NodeJS.Timeout;

  private constructor(path: string, id: string) {
    this.#path = path;
    this.#id = id;
    held.add(id);
    this.#signs = setInterval(() => void touch(path), SIGN_MS).unref();
  }

  /**
   * Takes a lock; one whose process is dead is taken over.
   *
   * @param options.waitMs how long to wait for a process that has it, in milliseconds.
   * @param options.silentMs how long a process that is not seen from here may give no sign of life.
   * @param options.held what it means that another process has it, for the message.
   * @throws DestinationError if another process has it.
   */
  static async take(
    path: string,
    { waitMs = 0, silentMs = SILENT_MS, held: words = FOLDER }: LockOptions = {},
  ): Promise<Lock> {
    const untilMs = Date.now() + waitMs;
    const watch = new Watch(silentMs);
    for (;;) {
      const seen = await seenAt(path);
      if (seen === undefined) {
        const own = await newHolder();
        if (await created(path, own)) return new Lock(path, own.id);
        continue; // another process was faster
      }
      const life = await watch.lifeOf(seen);
      if (life === "dead") {
        await takeAway(path, seen);
        continue;
      }
      if (life === "alive" && Date.now() >= untilMs) throw refusal(path, seen.holder, words);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** @throws DestinationError if the lock was taken away, e.g. deleted by a user. */
  async assertHeld(): Promise<void> {
    if (await this.#isHeld()) return;
    throw new DestinationError(
      `This sync no longer holds the lock ${this.#path}: it was deleted, or another sync took it. Nothing more was loaded; sync again.`,
    );
  }

  async release(): Promise<void> {
    clearInterval(this.#signs);
    held.delete(this.#id);
    if (await this.#isHeld()) await rm(this.#path, { force: true });
  }

  async #isHeld(): Promise<boolean> {
    return (await seenAt(this.#path))?.holder?.id === this.#id;
  }
}

/** Waits for signs of life of a process that cannot be seen. */
class Watch {
  readonly #silentMs: number;
  #before: Seen | undefined;
  #sinceMs = 0;

  constructor(silentMs: number) {
    this.#silentMs = silentMs;
  }

  async lifeOf(seen: Seen): Promise<"alive" | "dead" | "unknown"> {
    const life = seen.holder === undefined ? "unknown" : await lifeOf(seen.holder, (id) => held.has(id));
    if (life !== "unknown") return life;
    const isSame = this.#before?.text === seen.text;
    if (isSame && this.#before?.touchedMs !== seen.touchedMs) return "alive";
    if (!isSame) {
      this.#before = seen;
      this.#sinceMs = performance.now();
    }
    return performance.now() - this.#sinceMs >= this.#silentMs ? "dead" : "unknown";
  }
}

/**
 * The file is written under another name first: it is there whole or not at all, also on a full disk.
 *
 * @returns whether there was no lock yet.
 */
async function created(path: string, holder: Holder): Promise<boolean> {
  const written = `${path}.${holder.id}`;
  try {
    await writeFile(written, `${JSON.stringify(holder)}\n`);
    await link(written, path);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    if (!NO_LINKS.includes(systemCode(error))) throw error;
    return await createdAlone(path, holder);
  } finally {
    await rm(written, { force: true });
  }
}

/** As file systems without hard links answer. */
const NO_LINKS: readonly (string | undefined)[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

async function createdAlone(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, `${JSON.stringify(holder)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    await rm(path, { force: true });
    throw error;
  }
}

async function seenAt(path: string): Promise<Seen | undefined> {
  try {
    const text = await readFile(path, "utf8");
    return { text, touchedMs: (await stat(path)).mtimeMs, holder: holderIn(text) };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // its writer was killed, or had no space, while it wrote
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined); // `assertHeld` notices if it is gone
}

/** Renamed first, then read: otherwise, of two processes that take over at once, the second could take the first one's new lock. */
async function takeAway(path: string, dead: Seen): Promise<void> {
  const renamed = `${path}.${randomUUID()}`;
  try {
    await rename(path, renamed);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  const taken = await seenAt(renamed);
  if (taken?.text === dead.text) await rm(renamed, { force: true });
  else await rename(renamed, path);
}

function refusal(path: string, holder: Holder | undefined, { what, place }: Held): DestinationError {
  if (holder === undefined) {
    return new DestinationError(`${what}, according to ${path}. Wait for it (--wait-lock SECONDS).`);
  }
  const { pid, host, startedAt, process: identity } = holder;
  const isHere = host === hostname();
  const where = isHere ? "" : ` on ${host}`;
  const end = `${isHere ? "end it, " : ""}or load into another ${place}.`;
  const elsewhere = identity === undefined && !isHere ? " If it is no longer running there, delete the lock." : "";
  return new DestinationError(
    `${what}: process id ${pid}${where}, since ${startedAt}, according to ${path}. ` +
      `Wait for it (--wait-lock SECONDS), ${end}${elsewhere}`,
  );
}
