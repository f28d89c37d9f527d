import { type CliCommand, names, wholeNumber } from "@sluice/core/internal";
import { loadProject } from "../project/load.js";
import { SILENCE_MS } from "../source/launch.js";
import { nameOf } from "../source/name.js";
import type { CommandContext } from "./command.js";
import { installedSources } from "./init/installed.js";

export interface ProjectOptions {
  readonly project?: string;
}

/** The options of commands that run sources. */
export interface SourceOptions extends ProjectOptions {
  readonly config?: string;
  readonly env?: readonly string[];
  readonly timeout?: number;
}

const SOURCE = `an installed connector (hellobaton or source-hellobaton), the path of a program that speaks the Airbyte protocol, docker:IMAGE or podman:IMAGE, or a source of sluice.config.ts or .json`;

/** The argument of a source. */
export type SourceFlags = "<SOURCE>" | "[SOURCE]" | "[SOURCE...]";

/** Adds a source as an argument. */
export function withSourceArgument(command: CliCommand, flags: SourceFlags, io: CommandContext): CliCommand {
  return command.argument(flags, SOURCE).completes("SOURCE", () => sourceNames(io));
}

/** Adds the options of a command that runs sources. */
export function withSourceOptions(command: CliCommand): CliCommand {
  command.option(
    "--config <FILE>",
    "the config of the source; - reads standard input (default: its environment variables, or .env)",
  );
  return withProgramOptions(withProject(command));
}

/** Adds `--env` and `--timeout`. */
export function withProgramOptions(command: CliCommand): CliCommand {
  return command
    .option(
      "--env <A,B>",
      "environment variables that the source may see; it sees those of its settings anyway, an image none",
      names,
    )
    .option(
      "--timeout <S>",
      `stop a source that writes nothing for S seconds (default: ${SILENCE_MS / 1000})`,
      wholeNumber,
    );
}

/** Adds `--project`, unless the command has it. */
export function withProject(command: CliCommand): CliCommand {
  if (command.optionOf("--project") !== undefined) return command;
  return command.option("--project <FILE>", "the project (default: sluice.config.ts or .json)");
}

/** The sources that are known by name: those of the project, and the installed ones. */
async function sourceNames({ folder }: CommandContext): Promise<readonly string[]> {
  const loaded = await loadProject(folder, undefined).catch(() => undefined);
  return [...new Set([...(loaded?.project.sources ?? []).map(nameOf), ...(await installedSources(folder))])];
}
