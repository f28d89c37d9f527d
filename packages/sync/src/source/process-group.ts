import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { atExit } from "./at-exit.js";

/** A program to run, with its arguments; no shell is involved. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** All variables that it sees; none unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What it reads from stdin; nothing unless given. */
  readonly input?: string | undefined;
  /** How long it may write nothing while its output is waited for; no limit unless given. */
  readonly silenceMs?: number | undefined;
  /** How long what has to end may take, before it is made to; ten seconds unless given. */
  readonly graceMs?: number;
}

/** How a program ended. */
export interface ProgramEnd {
  /** The exit status; undefined if a signal ended it. */
  readonly status: number | undefined;
  /** The signal that ended it, or that it obeyed with exit status 0. */
  readonly signal: NodeJS.Signals | undefined;
  /** Whether it was stopped because it wrote nothing. */
  readonly wasSilent: boolean;
}

const GRACE_MS = 10_000;

/**
 * A program with its children, as a process group of their own. The group ends when the program does, or its output: what lives
 * on, such as a helper that holds the output open, is asked to stop after a grace, killed after another, and then left alone.
 */
export class ProcessGroup {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #graceMs: number;
  readonly #closed: Promise<void>;
  readonly #forget: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stage: "runs" | "stopped" | "killed" | "left alone" = "runs";
  /** Whether it was asked to stop before it had ended. */
  #isStopped = false;
  /** Whether we wait for its output; else it waits for us. */
  #isWaiting = true;
  readonly #silenceMs: number | undefined;
  #silence: NodeJS.Timeout | undefined;
  #wasSilent = false;

  /** @param onStderr gets what it writes to stderr. */
  constructor(command: ProgramCall, onStderr: (text: string) => void) {
    const { program, args, environment = {}, input = "", graceMs = GRACE_MS, silenceMs } = command;
    this.#graceMs = graceMs;
    this.#silenceMs = silenceMs;
    this.#child = spawn(program, args, { env: environment, stdio: "pipe", detached: true });
    this.#child.stdin.on("error", () => undefined).end(input); // it may end, or close it, before it has read
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (this.#isWaiting) this.#awaitOutput();
      onStderr(text);
    });
    this.#closed = new Promise((resolve, reject) => {
      this.#child.once("error", reject); // e.g. there is no such program
      this.#child.once("close", () => resolve());
    });
    this.#closed.catch(() => undefined); // thrown by `ended`, after the output
    this.#child.once("exit", () => this.#stopLater());
    this.#forget = atExit(() => this.#send("SIGKILL"));
    this.#awaitOutput();
  }

  /** What it writes to stdout. While a piece is not taken nothing is read, the pipe fills, and the program waits. */
  async *output(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of this.#child.stdout) {
        this.#isWaiting = false;
        clearTimeout(this.#silence);
        yield piece as Buffer;
        this.#isWaiting = true;
        this.#awaitOutput();
        if (this.#stage === "killed") this.#timer?.refresh();
      }
    } catch (error) {
      if (this.#stage !== "left alone") throw error;
    }
    clearTimeout(this.#silence);
    this.#stopLater();
  }

  /** Asks all of it to stop. */
  stop(): void {
    if (this.#stage !== "runs") return;
    this.#stage = "stopped";
    this.#isStopped = this.#child.exitCode === null && this.#child.signalCode === null;
    this.#send("SIGTERM");
    this.#later(() => {
      this.#stage = "killed";
      this.#send("SIGKILL");
      this.#later(() => this.#leave());
    });
  }

  /** How it ended. @throws Error if it could not be started. */
  async ended(): Promise<ProgramEnd> {
    await this.#closed;
    const [status, signal] = [this.#child.exitCode ?? undefined, this.#child.signalCode ?? undefined];
    const hasObeyed = this.#isStopped && status === 0;
    return {
      status: hasObeyed ? undefined : status,
      signal: hasObeyed ? "SIGTERM" : signal,
      wasSilent: this.#wasSilent,
    };
  }

  /** To be called at the end of it. */
  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#forget();
  }

  #awaitOutput(): void {
    clearTimeout(this.#silence);
    if (this.#silenceMs === undefined || this.#stage !== "runs") return;
    this.#silence = setTimeout(() => {
      this.#wasSilent = true;
      this.stop();
    }, this.#silenceMs);
  }

  #stopLater(): void {
    if (this.#stage === "runs" && this.#timer === undefined) this.#later(() => this.stop());
  }

  /** A helper that has left the group, and cannot be killed, may hold the output open forever. */
  #leave(): void {
    if (!this.#isWaiting) {
      this.#later(() => this.#leave());
      return;
    }
    this.#stage = "left alone";
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  #later(call: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(call, this.#graceMs);
  }

  #send(signal: NodeJS.Signals): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
    } catch {
      // all of it has ended by itself
    }
  }
}
