import { filledIn } from "../project/environment.js";
import { loadProject } from "../project/load.js";
import type { Io, Line } from "./command.js";

export const DEFAULT_DESTINATION = "duckdb:sluice.duckdb";

/** Where rows lie: what the line says, then the project, then sluice.duckdb. @throws ProjectError */
export async function destinationOf(line: Line, io: Io): Promise<string> {
  const given = line.text("to") ?? (await loadProject(io.folder, line.text("project")))?.project.to;
  return filledIn(given ?? DEFAULT_DESTINATION, io.environment);
}
