import type { CliCommand } from "@sluice/core/internal";
import type { Environment } from "../project/environment.js";
import type { Printer } from "./view/printer.js";

export { UsageError } from "@sluice/core/internal";

/** Streams, folder and environment of a command. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Printer;
  readonly stderr: Printer;
  /** The current folder. */
  readonly folder: string;
  /** The variables of the process and of `.env`. */
  readonly environment: Environment;
  /** Shows a line about a source at once; on `stderr` by default. */
  readonly note?: (source: string, text: string) => void;
  /** Aborted when the command has to stop, e.g. by SIGINT. */
  readonly signal: AbortSignal;
  /** From now on, a closed output stops the command in order, as a signal does; any other command ends at once. */
  stopInOrder(): void;
}

/**
 * One command: its arguments, options and help, and an action. The action sets `process.exitCode` if it does not succeed, and throws a
 * UsageError, or an error whose message is for the user.
 */
export type CommandDefinition = (io: CommandContext) => CliCommand;
