import { CliCommand, createProgram, runProgram } from "@sluice/core/internal";
import { LocationError } from "../destinations/open.js";
import { FileError } from "../files/named-file.js";
import { environmentOf } from "../project/environment.js";
import { version } from "../version.js";
import type { CommandContext, CommandDefinition } from "./command.js";
import { Interruption } from "./interruption.js";
import { Printer } from "./view/printer.js";

/** Each is loaded only if it is called. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<CommandDefinition> }>> = {
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
  report: {
    summary: "write a page about runs, tables and failures",
    load: async () => (await import("./commands/report.js")).report,
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
 * Runs a command line. Sets the exit status: 0 if everything arrived; 1 if not; 2 for invalid usage; 129, 130, 131 or 143 after a
 * signal, and 141 if nobody reads the output of a sync, with the records that a state covers loaded.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const stdout = new Printer(process.stdout);
  const stderr = new Printer(process.stderr);
  const interruption = new Interruption({ stdout, stderr });
  try {
    const folder = process.cwd();
    const environment = await environmentOf(folder);
    const { signal } = interruption;
    const stopInOrder = () => interruption.stopInOrder();
    const io = { stdin: process.stdin, stdout, stderr, folder, environment, signal, stopInOrder };
    await runProgram(await programFor(argv, io), argv);
  } catch (error) {
    stderr.print(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = INVALID_USAGE.some((kind) => error instanceof kind) ? 2 : 1;
  }
  await stdout.flushed(); // a closed output is known only then
  process.exitCode = interruption.status ?? process.exitCode;
}

/** The program, with the definition of the command that is called, or that help or completion is asked for. */
async function programFor([first, ...rest]: readonly string[], io: CommandContext): Promise<CliCommand> {
  const asked = first === "help" || first === "complete" ? rest.find((word) => !word.startsWith("-")) : first;
  const program = createProgram({
    name: "sluice",
    version: (await version()) ?? "",
    description: "Loads SaaS APIs into DuckDB, Postgres, files or a lake, exactly once.",
  });
  program.configureOutput({ writeErr: (text) => io.stderr.print(text) });
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = name === asked ? (await load())(io) : new CliCommand(name);
    program.addCommand(command.summary(summary));
  }
  return program;
}
