import { systemReason } from "../files/named-file.js";
import type { Printer } from "./view/printer.js";

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** As a shell has it for a program that SIGPIPE ended. */
const CLOSED_OUTPUT = 141;

/** What ends a command early: a signal, or an output that is closed. */
export class Interruption {
  readonly #stop = new AbortController();
  /** The exit status that is due to it; undefined if there was none. */
  status: number | undefined;
  #isOrderly = false;

  constructor(outputs: { readonly stdout: Printer; readonly stderr: Printer }) {
    for (const [signal, status] of Object.entries(SIGNALS)) process.on(signal, () => this.#signaled(signal, status));
    outputs.stdout.stream.on("error", (error) => this.#closed(error, outputs.stderr));
    outputs.stderr.stream.on("error", () => undefined); // there is nowhere left to say so
  }

  /** Aborted by the first one. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** From now on, a closed output stops the command as a signal does, so that it can finish; else it ends at once, with success. */
  stopInOrder(): void {
    this.#isOrderly = true;
  }

  /** The first signal stops the command; the next one ends the process at once, and `atExit` knows what may not outlive it. */
  #signaled(signal: string, status: number): void {
    if (this.status !== undefined) process.exit(status);
    this.#interrupt(status, `stopped by ${signal}`);
  }

  /** A reader that has read enough, such as `head`, is not an error, so nothing is printed then. */
  #closed(error: NodeJS.ErrnoException, stderr: Printer): void {
    if (this.status !== undefined) return;
    const isReader = error.code === "EPIPE";
    if (!isReader) stderr.print(`Cannot write to standard output: ${systemReason(error)}. Check where it goes.\n`);
    if (!this.#isOrderly) process.exit(isReader ? 0 : 1);
    this.#interrupt(isReader ? CLOSED_OUTPUT : 1, "stopped because standard output was closed");
  }

  #interrupt(status: number, reason: string): void {
    this.status = status;
    this.#stop.abort(new Error(reason));
  }
}
