import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Environment } from "../project/environment.js";

/** The command line is not one; the message says how it should be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command sees of the world. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Where the person is. */
  readonly folder: string;
  /** With what `.env` says. */
  readonly environment: Environment;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** A command line, understood as far as one can without knowing the command. */
export interface Line {
  readonly words: readonly string[];
  /** An option's text; undefined if it is not given. */
  text(option: string): string | undefined;
  /** All texts of an option that may be given more than once. */
  all(option: string): readonly string[];
  /** Whether an option without a value is given. */
  flag(option: string): boolean;
  /** The parts of `A,B`; undefined if the option is not given. */
  list(option: string): readonly string[] | undefined;
  /** A whole number from 1 on; undefined if the option is not given. @throws UsageError */
  count(option: string): number | undefined;
}

export type Options = NonNullable<ParseArgsConfig["options"]>;

/** One verb of the command line. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  readonly options: Options;
  /** @returns the exit status. @throws UsageError, or an error whose message is for the person. */
  run(line: Line, io: Io): Promise<number>;
}

/** @throws UsageError */
export function parse(argv: readonly string[], options: Options): Line {
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
      throw new UsageError(`--${option} must be a whole number from 1 on, not "${value}".`);
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
