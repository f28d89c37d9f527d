import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Screen } from "./screen.js";

/** A command as a user types it, and the arguments of `sluice` that it stands for. */
export interface Command {
  readonly typed: string;
  readonly args: readonly string[];
}

export interface Terminal {
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
}

const sluice = fileURLToPath(new URL("../../packages/sync/bin/sluice.js", import.meta.url));
const TYPED_MS = 900;
const READ_MS = 1_500;

/** Runs commands in a terminal of their own, one after the other, and puts what they write onto the screen as it comes. */
export async function record(commands: readonly Command[], terminal: Terminal, screen: Screen): Promise<void> {
  for (const { typed, args } of commands) {
    await screen.shows(`\x1b[1;32m$\x1b[0m ${typed}\n`);
    screen.waits(TYPED_MS);
    const line = [process.execPath, sluice, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const size = `stty cols ${terminal.columns} rows ${terminal.rows}`;
    const child = spawn("script", ["--quiet", "--return", "--command", `${size}; ${line}`, "/dev/null"], {
      cwd: terminal.folder,
      env: { ...process.env, TERM: "xterm-256color", FORCE_COLOR: "1", NO_UPDATE_NOTIFIER: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close") as Promise<[number | null]>;
    let before = Date.now();
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      screen.waits(Date.now() - before);
      before = Date.now();
      await screen.shows(chunk as string);
    }
    const [status] = await ended;
    if (status !== 0) throw new Error(`sluice ${args.join(" ")} ended with ${status}:\n${screen.text}`);
    await screen.shows("\n");
    screen.waits(READ_MS);
  }
}
