import type { CliCommand } from "@sluice/core/internal";
import { assertDestination, DESTINATIONS } from "../destinations/open.js";
import { filledIn } from "../project/environment.js";
import { loadProject } from "../project/load.js";
import type { CommandContext } from "./command.js";
import { type ProjectOptions, withProject } from "./source-options.js";

export const DEFAULT_DESTINATION = "duckdb:sluice.duckdb";

const BY_DEFAULT = `(default: that of the project, or ${DEFAULT_DESTINATION})`;

export interface DestinationOptions extends ProjectOptions {
  readonly to?: string;
}

/** Adds `--to` and `--project`. @param forms how a destination is written. */
export function withDestination(command: CliCommand, forms = DESTINATIONS): CliCommand {
  return withProject(command.option("--to <DESTINATION>", `${forms} ${BY_DEFAULT}`));
}

/** The destination: that of the command line, else that of the project, else sluice.duckdb. @throws ProjectError, LocationError */
export async function destinationOf({ to, project }: DestinationOptions, io: CommandContext): Promise<string> {
  const location = to ?? (await loadProject(io.folder, project))?.project.to ?? DEFAULT_DESTINATION;
  const filled = filledIn(location, io.environment);
  assertDestination(filled);
  return filled;
}
