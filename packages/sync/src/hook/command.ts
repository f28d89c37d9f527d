import { basename } from "node:path";
import { systemReason } from "../files/named-file.js";
import type { Environment } from "../project/environment.js";
import { withLastWords } from "../source/failure.js";
import { ProcessGroup } from "../source/process-group.js";
import { StderrLines } from "../source/stderr-lines.js";

/** How long a command that was asked to stop may take. */
const GRACE_MS = 1_000;

export interface CommandHook {
  readonly argv: readonly string[];
  /** All variables of the user: it is the user's own command. */
  readonly environment: Environment;
  readonly masked: (text: string) => string;
}

/**
 * Runs a command with a JSON text on standard input, until it ends or is to stop. What it prints is dropped, because our own output may
 * be read by a machine.
 *
 * @throws Error if it fails, with the last of what it wrote to stderr.
 */
export async function runCommand(
  { argv, environment, masked }: CommandHook,
  input: string,
  signal: AbortSignal,
): Promise<void> {
  const [program = "", ...args] = argv;
  const name = basename(program);
  const stderr = new StderrLines(masked, () => undefined);
  const group = new ProcessGroup({ program, args, environment, input, graceMs: GRACE_MS }, (text) => stderr.push(text));
  const stop = () => group.stop();
  signal.addEventListener("abort", stop);
  try {
    for await (const _output of group.output());
    const { status, signal: ending } = await group.ended().catch((error: unknown) => {
      throw new Error(`${name} cannot be run: ${systemReason(error)}`, { cause: error });
    });
    stderr.end();
    signal.throwIfAborted();
    if (status !== 0)
      throw new Error(withLastWords(`${name} ended with ${ending ?? `exit status ${status}`}.`, stderr.last));
  } finally {
    group.close();
    signal.removeEventListener("abort", stop);
  }
}
