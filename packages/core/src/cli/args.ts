import { parseArgs } from "node:util";

/** A command line as typed. */
export interface Arguments {
  readonly command: CommandName;
  readonly help: boolean;
  readonly config?: string;
  readonly catalog?: string;
  readonly state?: string;
  readonly streams?: readonly string[];
  readonly limit?: number;
  readonly format: "airbyte" | "singer";
  readonly logFormat: "json" | "text";
  readonly debug: boolean;
}

export type CommandName = "spec" | "check" | "discover" | "read" | "streams";

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

interface OptionFacts {
  readonly value?: string;
  readonly text: string;
}

const OPTIONS = {
  config: {
    value: "FILE",
    text: "the settings as JSON; - reads standard input; what is missing comes from the environment",
  },
  catalog: { value: "FILE", text: "the configured catalog: what to read; without it every stream is read" },
  state: { value: "FILE", text: "the state that an earlier read wrote" },
  streams: { value: "A,B", text: "only these streams; * stands for any text, e.g. product*" },
  limit: { value: "N", text: "stop each stream after N records" },
  format: {
    value: "airbyte|singer",
    text: "what to write: Airbyte's protocol (default) or Singer's; singer logs to stderr",
  },
  "log-format": { value: "json|text", text: "json: LOG messages on stdout (default); text: lines on stderr" },
  debug: { text: "log every request" },
  help: { text: "print this text" },
} as const satisfies Record<string, OptionFacts>;

type OptionName = keyof typeof OPTIONS;

const LOG_OPTIONS = ["log-format", "debug", "help"] as const;

const COMMANDS: Readonly<Record<CommandName, { readonly text: string; readonly options: readonly OptionName[] }>> = {
  spec: { text: "print which settings there are (SPEC)", options: LOG_OPTIONS },
  check: {
    text: "say whether the settings work (CONNECTION_STATUS); with --streams, try a page of each",
    options: ["config", "streams", ...LOG_OPTIONS],
  },
  discover: { text: "print the streams and their fields (CATALOG)", options: ["config", "format", ...LOG_OPTIONS] },
  read: {
    text: "print the records (RECORD, STATE)",
    options: ["config", "catalog", "state", "streams", "limit", "format", ...LOG_OPTIONS],
  },
  streams: { text: "print a table of the streams, for people", options: LOG_OPTIONS },
};

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments {
  const [command, ...rest] = argv;
  if (command === undefined) throw new UsageError("A command is missing.");
  if (!isCommand(command)) throw new UsageError(`There is no command "${command}".`);
  const values = optionsOf(command, rest);
  const logFormat = values["log-format"] ?? "json";
  if (logFormat !== "json" && logFormat !== "text") throw new UsageError("--log-format must be json or text.");
  const format = values["format"] ?? "airbyte";
  if (format !== "airbyte" && format !== "singer") throw new UsageError("--format must be airbyte or singer.");
  return {
    command,
    help: values["help"] === true,
    debug: values["debug"] === true,
    format,
    logFormat,
    ...textOption(values, "config"),
    ...textOption(values, "catalog"),
    ...textOption(values, "state"),
    ...(typeof values["streams"] === "string" ? { streams: names(values["streams"]) } : {}),
    ...(typeof values["limit"] === "string" ? { limit: wholeNumber(values["limit"]) } : {}),
  };
}

/**
 * The usage text, of one command or of all.
 *
 * @param variables the environment variables that hold settings.
 */
export function usage(bin: string, command?: string, variables: readonly string[] = []): string {
  if (command === undefined || !isCommand(command)) {
    const lines = Object.entries(COMMANDS).map(([name, { text }]) => `  ${name.padEnd(10)} ${text}`);
    return [
      `Usage: ${bin} <command> [options]`,
      "",
      ...lines,
      "",
      `  ${bin} <command> --help   the options of a command`,
      `  ${bin} --version`,
      `  ${bin} --config FILE [--discover]   as a Singer tap: discover or read with --format singer`,
      "",
    ].join("\n");
  }
  const { text, options } = COMMANDS[command];
  const lines = options.map((name) => {
    const { value, text: meaning }: OptionFacts = OPTIONS[name];
    return `  ${`--${name}${value === undefined ? "" : ` ${value}`}`.padEnd(24)} ${meaning}`;
  });
  const takesConfig = options.some((name) => name === "config");
  const environment = takesConfig && variables.length > 0 ? ["", `Environment: ${variables.join(", ")}`] : [];
  return [`Usage: ${bin} ${command} [options]`, "", `  ${text}`, "", ...lines, ...environment, ""].join("\n");
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

function optionsOf(command: CommandName, words: readonly string[]): Record<string, string | boolean | undefined> {
  const known = COMMANDS[command].options.map((name) => {
    const { value }: OptionFacts = OPTIONS[name];
    return [name, { type: value === undefined ? ("boolean" as const) : ("string" as const) }] as const;
  });
  const args = words.map((word) => (word === "-h" ? "--help" : word));
  try {
    return parseArgs({ args, options: Object.fromEntries(known), strict: true }).values;
  } catch (error) {
    throw new UsageError(complaint((error as Error).message));
  }
}

/** Node's text, whose hints are about options that start with a dash. */
function complaint(text: string): string {
  const missing = /^Option '(--[\w-]+).* argument (is ambiguous|missing)/.exec(text);
  if (missing !== null) return `${missing[1]} needs a value.`;
  return `${text.split(/\.(?:\s|$)/)[0]}.`;
}

function textOption(values: Record<string, string | boolean | undefined>, name: "config" | "catalog" | "state") {
  const value = values[name];
  return typeof value === "string" ? { [name]: value } : {};
}

function names(list: string): string[] {
  const found = list.split(",").flatMap((name) => name.trim() || []);
  if (found.length === 0) throw new UsageError("--streams needs at least one name.");
  return found;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError("--limit must be a whole number from 1.");
  return Number(text);
}
