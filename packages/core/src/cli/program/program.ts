import { CommanderError } from "commander";
import { CliCommand, UsageError } from "./command.js";
import { addCompletion } from "./completion.js";

const INVALID_USAGE = 2;

/** What a program says of itself. */
export interface ProgramFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** A program of several commands, which has `help`, `--version` and completion too. */
export function createProgram({ name, version, description }: ProgramFacts): CliCommand {
  return new CliCommand(name)
    .description(description)
    .version(`${name} ${version}`, "--version", "print the version")
    .enablePositionalOptions()
    .helpCommand("help [COMMAND]", "print the help of a command");
}

/**
 * Runs a command line. Invalid usage goes to standard error, with how to call the command, and sets the exit status to 2.
 *
 * @throws whatever the command throws, but for a UsageError.
 */
export async function runProgram(program: CliCommand, argv: readonly string[]): Promise<void> {
  if (program.commands.length > 0) addCompletion(program);
  let called = program;
  program.hook("preSubcommand", (_program, command) => {
    if (command instanceof CliCommand) called = command;
  });
  try {
    if (argv.length === 0 && program.commands.length > 0) throw new UsageError("Missing command.");
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof UsageError) program.configureOutput().writeErr?.(`${error.message}\n\n${called.usageText}`);
    else if (!(error instanceof CommanderError)) throw error;
    if (!(error instanceof CommanderError) || error.exitCode !== 0) process.exitCode = INVALID_USAGE;
  }
}
