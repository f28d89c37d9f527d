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

/** The DuckDB file of --db, else that of the project. @throws UsageError if the project has none. */
export async function databaseFileOf(line: CommandLine, io: CommandContext): Promise<string> {
  const given = line.text("db");
  if (given !== undefined) return duckDbFile(given, io.folder);
  const location = filledIn(await projectDestination(line, io), io.environment);
  assertDestination(location);
  if (location.startsWith("duckdb:")) return duckDbFile(location, io.folder);
  throw new UsageError(
    "The destination of the project is not a DuckDB file. Query it with its own client, or pass --db FILE.",
  );
}

async function projectDestination(line: CommandLine, io: CommandContext): Promise<string> {
  return (await loadProject(io.folder, line.text("project")))?.project.to ?? DEFAULT_DESTINATION;
}
