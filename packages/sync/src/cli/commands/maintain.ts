import { CliCommand, wholeNumber } from "@sluice/core/internal";
import { lakeIn } from "../../destinations/open.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { number } from "../view/words.js";

/** How long snapshots are kept, in days. */
const KEEP_DAYS = 7;

interface MaintainOptions extends DestinationOptions {
  readonly keep: number;
  readonly waitLock?: number;
  readonly json?: boolean;
}

export const maintain: CommandDefinition = (io) => {
  const command = new CliCommand("maintain")
    .description(
      "Tidies a lake: moves small batches from its catalog into Parquet files, merges small files, expires old snapshots, and deletes the files that no snapshot needs. Files that were replaced, or left by a sync that was killed, are deleted a day later, because a query may still read them. It may run while syncs do.",
    )
    .example("sluice maintain --to ducklake:lake.ducklake --keep 30");
  return withDestination(command, "ducklake:…")
    .option("--keep <DAYS>", "expire snapshots older than DAYS days", wholeNumber, KEEP_DAYS)
    .option("--wait-lock <S>", "wait up to S seconds for another process that has the catalog", wholeNumber)
    .option("--json", "a JSON object of the same numbers")
    .action((options: MaintainOptions) => run(options, io));
};

async function run(options: MaintainOptions, io: CommandContext): Promise<void> {
  const lake = lakeIn(await destinationOf(options, io));
  if (lake === undefined) {
    throw new UsageError("Only a lake needs maintenance; this destination is none. Pass --to ducklake:…");
  }
  const { maintain: maintainLake } = await import("../../destinations/ducklake/maintenance.js");
  const done = await maintainLake(lake, {
    keepDays: options.keep,
    waitMs: (options.waitLock ?? 0) * 1000,
    environment: io.environment,
  });
  if (options.json === true) io.stdout.json(JSON.stringify(done));
  else {
    io.stdout.print(
      `Rows moved from the catalog into files:  ${number(done.flushedRows)}\n`,
      `Files merged or rewritten:               ${number(done.mergedFiles)} into ${number(done.newFiles)}\n`,
      `Snapshots expired:                       ${number(done.expiredSnapshots)}\n`,
      `Files deleted:                           ${number(done.deletedFiles)}\n`,
    );
  }
}
