import { lakeIn } from "../../destinations/open.js";
import { type Command, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { assertNoMore } from "../source.js";
import { number } from "../view/words.js";

/** How long snapshots are kept, in days. */
const KEEP_DAYS = 7;

const HELP = `sluice maintain [options]

Tidies a lake: moves small batches from its catalog into Parquet files, merges small files, expires old snapshots, and
deletes the files that no snapshot needs. Files that were replaced, or left by a sync that was killed, are deleted a day
later, because a query may still read them. It may run while syncs do.

  --to DESTINATION  ducklake:… (default: that of the project, or ${DEFAULT_DESTINATION})
  --keep DAYS       expire snapshots older than DAYS days (default: ${KEEP_DAYS})
  --wait-lock S     wait up to S seconds for another process that has the catalog
  --project FILE    the project (default: sluice.config.ts or .json)
  --json            a JSON object of the same numbers
`;

export const maintain: Command = {
  summary: "merge small files of a lake and delete old ones",
  help: HELP,
  options: {
    to: { type: "string" },
    keep: { type: "string" },
    "wait-lock": { type: "string" },
    project: { type: "string" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    assertNoMore(line.words, "Name the destination with --to.");
    const lake = lakeIn(await destinationOf(line, io));
    if (lake === undefined) {
      throw new UsageError("Only a lake needs maintenance; this destination is none. Pass --to ducklake:…");
    }
    const { maintain: maintainLake } = await import("../../destinations/ducklake/maintenance.js");
    const done = await maintainLake(lake, {
      keepDays: line.count("keep") ?? KEEP_DAYS,
      waitMs: (line.count("wait-lock") ?? 0) * 1000,
      environment: io.environment,
    });
    if (line.flag("json")) io.stdout.json(JSON.stringify(done));
    else {
      io.stdout.print(
        `Rows moved from the catalog into files:  ${number(done.flushedRows)}\n`,
        `Files merged or rewritten:               ${number(done.mergedFiles)} into ${number(done.newFiles)}\n`,
        `Snapshots expired:                       ${number(done.expiredSnapshots)}\n`,
        `Files deleted:                           ${number(done.deletedFiles)}\n`,
      );
    }
    return 0;
  },
};
