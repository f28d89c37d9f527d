import { spawn } from "node:child_process";
import { LineSplitter } from "./line-splitter.js";

/** A program to run, with its arguments; no shell is involved. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to this process' own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Who takes the lines of a child. */
export interface LineSink {
  /** A line without its end, whose bytes are only there until this returns. */
  line(line: Buffer): void;
  /** Awaited after each piece of output: while it does not resolve nothing is read, the pipe fills, and the child waits. */
  settled(): Promise<void>;
}

/** How a child ended. */
export interface Ending {
  /** The exit status; undefined if a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The last of what it wrote to stderr. */
  readonly lastWords: string;
}

/** The variable by which connectors of this house know that they may tell of their requests as they go. */
export const PROGRESS = "SLUICE_PROGRESS";

/** How long a child that was asked to stop has for it. */
const GRACE_MS = 10_000;

/** How much of its stderr is kept, in characters. */
const KEPT_WORDS = 8_000;

/**
 * Runs a program to its end and hands out its stdout line by line. Aborting asks it and its own children to stop, and makes
 * them after ten seconds.
 *
 * @throws Error if it cannot be started; the sink's error, after the child has been stopped.
 */
export async function runChild(command: Command, sink: LineSink, signal: AbortSignal): Promise<Ending> {
  signal.throwIfAborted();
  const child = spawn(command.program, command.args, {
    env: { ...process.env, ...command.environment, [PROGRESS]: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that a wrapper's children end with it
  });
  const end = (how: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, how);
    } catch {
      // it has just ended by itself
    }
  };
  let force: NodeJS.Timeout | undefined;
  const stop = () => {
    end("SIGTERM");
    force ??= setTimeout(() => end("SIGKILL"), GRACE_MS);
  };
  let lastWords = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_WORDS);
  });
  const closed = new Promise<Pick<Ending, "status" | "signal">>((resolve, reject) => {
    child.once("error", reject); // e.g. there is no such program
    child.once("close", (status, by) => resolve({ status: status ?? undefined, signal: by ?? undefined }));
  });
  closed.catch(() => undefined); // met below, after the output
  signal.addEventListener("abort", stop);
  try {
    const splitter = new LineSplitter((buffer, start, to) => sink.line(buffer.subarray(start, to)));
    for await (const chunk of child.stdout) {
      splitter.push(chunk as Buffer);
      await sink.settled();
    }
    splitter.end();
    await sink.settled();
    return { ...(await closed), lastWords };
  } catch (error) {
    stop();
    await closed.catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(force);
    signal.removeEventListener("abort", stop);
  }
}
