import { CliCommand, wholeNumber } from "@sluice/core/internal";
import { RUNS_SHOWN } from "../../destinations/run.js";
import type { CommandContext, CommandDefinition } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { reading } from "../past.js";
import { withSourceArgument } from "../source-options.js";
import { printRuns, runJson } from "../view/runs.js";

interface RunsOptions extends DestinationOptions {
  readonly source?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

export const runs: CommandDefinition = (io) => {
  const command = new CliCommand("runs")
    .description("Lists the syncs of all sources, newest first. `sluice status --run ID` shows one of them in full.")
    .example("sluice runs hellobaton --limit 5");
  return withDestination(withSourceArgument(command, "[SOURCE]", io))
    .option("--limit <N>", `at most N runs (default: ${RUNS_SHOWN})`, wholeNumber)
    .option("--json", "a JSON array of the runs, times in UTC")
    .renamed("--source <NAME>", "SOURCE")
    .action((source: string | undefined, options: RunsOptions) => list(source ?? options.source, options, io));
};

async function list(connection: string | undefined, options: RunsOptions, io: CommandContext): Promise<void> {
  const past = await reading(await destinationOf(options, io), io, async (store) => ({
    found: await store.runs({ connection, limit: options.limit }),
    known: [...(await store.history()).states.keys()],
  }));
  const { found = [], known = [] } = past ?? {};
  if (found.length === 0 && connection !== undefined && known.length > 0 && !known.includes(connection)) {
    throw new Error(`There are no runs of "${connection}" in this destination. It has: ${known.join(", ")}.`);
  }
  if (options.json === true) io.stdout.json(JSON.stringify(found.map(runJson)));
  else if (found.length === 0) io.stdout.print("No runs yet. Run `sluice sync SOURCE`.\n");
  else printRuns(io.stdout, found);
}
