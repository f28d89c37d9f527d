import { assertDestination, duckDbFile } from "../destinations/open.js";
import { filledIn } from "../project/environment.js";
import { loadProject } from "../project/load.js";
import { type CommandContext, type CommandLine, UsageError } from "./command.js";

export const DEFAULT_DESTINATION = "duckdb:sluice.duckdb";

/** The destination: that of the command line, else that of the project, else sluice.duckdb. @throws ProjectError, LocationError */
export async function destinationOf(line: CommandLine, io: CommandContext): Promise<string> {
  const location = line.text("to") ?? (await projectDestination(line, io));
  const filled = filledIn(location, io.environment);
  assertDestination(filled);
  return filled;
}

/** The same, with --db for a DuckDB file. @throws UsageError if both are given. */
export async function queriedDestination(line: CommandLine, io: CommandContext): Promise<string> {
  const file = line.text("db");
  if (file === undefined) return destinationOf(line, io);
  if (line.text("to") !== undefined) throw new UsageError("--db and --to exclude each other. Pass one.");
  return `duckdb:${duckDbFile(file, io.folder)}`;
}

async function projectDestination(line: CommandLine, io: CommandContext): Promise<string> {
  return (await loadProject(io.folder, line.text("project")))?.project.to ?? DEFAULT_DESTINATION;
}
