import { LocationError } from "../destinations/open.js";
import { FileError } from "../files/named-file.js";
import { environmentOf } from "../project/environment.js";
import { version } from "../version.js";
import { type Command, type CommandContext, parse, UsageError } from "./command.js";
import { Interruption } from "./interruption.js";
import { Printer } from "./view/printer.js";

/** Each is loaded only if it is called. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  sync: {
    summary: "read sources and load their records into tables",
    load: async () => (await import("./commands/sync.js")).sync,
  },
  check: {
    summary: "test the config of a source, or of all",
    load: async () => (await import("./commands/check.js")).check,
  },
  discover: {
    summary: "list the streams of a source",
    load: async () => (await import("./commands/discover.js")).discover,
  },
  preview: {
    summary: "show the first records of a stream",
    load: async () => (await import("./commands/preview.js")).preview,
  },
  query: {
    summary: "run SQL on the loaded tables",
    load: async () => (await import("./commands/query.js")).query,
  },
  status: {
    summary: "show the last syncs and the loaded streams",
    load: async () => (await import("./commands/status.js")).status,
  },
  runs: {
    summary: "list the runs of a source, or of all",
    load: async () => (await import("./commands/runs.js")).runs,
  },
  reset: {
    summary: "forget what was loaded of streams, so that they are read again",
    load: async () => (await import("./commands/reset.js")).reset,
  },
  dbt: {
    summary: "write dbt's sources.yml for the loaded tables",
    load: async () => (await import("./commands/dbt.js")).dbt,
  },
  maintain: {
    summary: "merge small files of a lake and delete old ones",
    load: async () => (await import("./commands/maintain.js")).maintain,
  },
  init: {
    summary: "set up a source in sluice.config.json",
    load: async () => (await import("./commands/init.js")).init,
  },
};

/** Errors that are invalid usage, besides UsageError; all others are exit status 1. */
const INVALID_USAGE = [FileError, LocationError];

/**
 * Runs a command line.
 *
 * @returns the exit status: 0 if everything arrived; 1 if not; 2 for invalid usage; 129, 130, 131 or 143 after a signal, and 141 if
 *   nobody reads the output of a sync, with the records that a state covers loaded.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stdout = new Printer(process.stdout);
  const stderr = new Printer(process.stderr);
  const interruption = new Interruption({ stdout, stderr });
  const { signal } = interruption;
  const run = async (): Promise<number> => {
    const folder = process.cwd();
    const io = { stdin: process.stdin, stdout, stderr, folder, environment: await environmentOf(folder), signal };
    return dispatch(argv, io, interruption);
  };
  const status = await run().catch((error: unknown) => {
    stderr.print(`${error instanceof Error ? error.message : String(error)}\n`);
    return INVALID_USAGE.some((kind) => error instanceof kind) ? 2 : 1;
  });
  await stdout.flushed(); // a closed output is known only then
  return interruption.status ?? status;
}

async function dispatch(
  [verb, ...rest]: readonly string[],
  io: CommandContext,
  interruption: Interruption,
): Promise<number> {
  if (verb === "--version") {
    io.stdout.print(`sluice ${await version()}\n`);
    return 0;
  }
  const listed = verb !== undefined && Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  if (listed === undefined) return unknown(verb, io);
  const command = await listed.load();
  interruption.isOrderly = command.stopsInOrder === true;
  try {
    const line = parse(rest, { ...command.options, help: { type: "boolean", short: "h" } });
    if (!line.flag("help")) return await command.run(line, io);
    io.stdout.print(command.help);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.print(`${error.message}\n\n${command.help}`);
    return 2;
  }
}

function unknown(verb: string | undefined, { stdout, stderr }: CommandContext): number {
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  const help = `sluice COMMAND [options]\n\n${list.join("\n")}\n\nRun sluice COMMAND --help for the options of a command.\n`;
  if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
    stdout.print(help);
    return 0;
  }
  stderr.print(`Unknown command: ${verb}. Use one of these.\n\n${help}`);
  return 2;
}
