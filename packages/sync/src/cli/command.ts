import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Environment } from "../project/environment.js";
import type { Printer } from "./view/printer.js";

/** The command line is invalid; the message says what to write. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

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
}

/** A parsed command line. */
export interface CommandLine {
  readonly words: readonly string[];
  /** An option's text; undefined if it is not given. */
  text(option: string): string | undefined;
  /** All texts of an option that may be given several times. */
  all(option: string): readonly string[];
  /** Whether an option without a value is given. */
  flag(option: string): boolean;
  /** The parts of `A,B`; undefined if the option is not given. */
  list(option: string): readonly string[] | undefined;
  /** A whole number of at least 1; undefined if the option is not given. @throws UsageError */
  count(option: string): number | undefined;
}

export type Options = NonNullable<ParseArgsConfig["options"]>;

/** One verb of the command line. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  readonly options: Options;
  /** Whether a closed output stops it in order, as a signal does; any other command ends at once. */
  readonly stopsInOrder?: boolean;
  /** @returns the exit status. @throws UsageError, or an error whose message is for the user. */
  run(line: CommandLine, io: CommandContext): Promise<number>;
}

/** @throws UsageError */
export function parse(argv: readonly string[], options: Options): CommandLine {
  const { values, positionals } = parsed(argv, options);
  const text = (option: string) => {
    const value = values[option];
    return typeof value === "string" ? value : undefined;
  };
  return {
    words: positionals,
    text,
    all: (option) => [values[option] ?? []].flat().map(String),
    flag: (option) => values[option] === true,
    list: (option) =>
      text(option)
        ?.split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    count: (option) => {
      const value = text(option);
      if (value === undefined || /^[1-9]\d{0,8}$/.test(value)) return value === undefined ? undefined : Number(value);
      throw new UsageError(`Invalid --${option} "${value}". Write a whole number of at least 1.`);
    },
  };
}

function parsed(argv: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
