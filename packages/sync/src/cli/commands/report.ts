import { CliCommand, wholeNumber } from "@sluice/core/internal";
import { msOf } from "../../dbt/freshness.js";
import { publicLocation } from "../../destinations/public-location.js";
import { FIRST_LINE } from "../../report/page.js";
import { reportOf } from "../../report/report.js";
import { version } from "../../version.js";
import { ageOf } from "../age.js";
import type { CommandContext, CommandDefinition } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { writeOwnFile } from "../own-file.js";
import { reading } from "../past.js";

const REPORT_FILE = { mark: FIRST_LINE, command: "sluice report", option: "--output" };
const RUNS = 100;

interface ReportOptions extends DestinationOptions {
  readonly output: string;
  readonly runs: number;
  readonly staleAfter: string;
  readonly waitLock?: number;
}

export const report: CommandDefinition = (io) => {
  const command = new CliCommand("report")
    .description(
      "Writes one HTML file to look at: runs over time, tables with their rows and freshness, schema changes, failures and what to do, an entity diagram, and what each stream resumes from. It loads nothing from the network, and has no records, secrets or states.",
    )
    .example("sluice report --to duckdb:sluice.duckdb");
  return withDestination(command)
    .option("--output <FILE>", "the file; one that a report wrote is replaced", "sluice-report.html")
    .option("--runs <N>", "the last N runs of each source", wholeNumber, RUNS)
    .option("--stale-after <AGE>", "mark tables whose last complete read is older: 90m, 36h, 2d or none", "36h")
    .option("--wait-lock <S>", "wait up to S seconds for another process that has the destination", wholeNumber)
    .action((options: ReportOptions) => run(options, io));
};

async function run(options: ReportOptions, io: CommandContext): Promise<void> {
  const age = ageOf("stale-after", options.staleAfter);
  const to = await destinationOf(options, io);
  const content = await reading(to, { ...io, waitMs: (options.waitLock ?? 0) * 1000 }, async (store) =>
    reportOf(store, {
      destination: publicLocation(to),
      madeAt: new Date(),
      version: await version(),
      maxRuns: options.runs,
      staleAfterMs: age && msOf(age),
    }),
  );
  if (content === undefined) throw new Error("No data yet. Run `sluice sync SOURCE`, or name a destination with --to.");
  await writeOwnFile({ ...REPORT_FILE, path: options.output, content, folder: io.folder });
  io.stdout.print(`Wrote ${options.output}. Open it in a browser.\n`);
}
