import { CliCommand } from "@sluice/core/internal";
import { Document } from "yaml";
import type { Descriptions } from "../../dbt/descriptions.js";
import type { Freshness } from "../../dbt/freshness.js";
import { type DbtTarget, type LoadedTable, sourcesFile } from "../../dbt/sources.js";
import { FOLDER_VARIABLE, targetOf } from "../../dbt/target.js";
import { loadProject } from "../../project/load.js";
import { ageOf } from "../age.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { chosenSources, describedBy } from "../dbt/described.js";
import { HEADER, writeSources } from "../dbt/output.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { reading } from "../past.js";
import { type SourceOptions, withSourceArgument, withSourceOptions } from "../source-options.js";
import { counted } from "../view/words.js";

const WARN_AFTER = "36h";
const ERROR_AFTER = "72h";

interface DbtOptions extends SourceOptions, DestinationOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly database?: string;
  readonly warnAfter: string;
  readonly errorAfter: string;
  readonly descriptions: boolean;
}

export const dbt: CommandDefinition = (io) => {
  const command = new CliCommand("dbt")
    .description(
      "Writes a sources.yml for dbt: a source for each schema, with its tables and columns, their descriptions and types, a freshness check, and tests of keys and relations. Without SOURCE, it is of all sources that are loaded. Descriptions come from the sources of the project and from those that you name, which are asked for their streams.",
    )
    .example("sluice dbt --out models/sources/sluice.yml");
  withDestination(withSourceArgument(command, "[SOURCE...]", io))
    .option("--out <FILE>", "write to FILE; - is standard output", "-")
    .option("--force", "replace FILE even if it was not written by this command")
    .option(
      "--database <NAME>",
      `what dbt calls the database (default: that of the destination); of files, ${FOLDER_VARIABLE} is the folder`,
    )
    .option("--warn-after <AGE>", "warn if the newest row of a table is older: 90m, 36h, 2d or none", WARN_AFTER)
    .option("--error-after <AGE>", "fail if it is older", ERROR_AFTER)
    .option("--no-descriptions", "ask no source");
  return withSourceOptions(command).action((words: readonly string[], options: DbtOptions) => run(words, options, io));
};

async function run(words: readonly string[], options: DbtOptions, io: CommandContext): Promise<void> {
  const freshness: Freshness = {
    warnAfter: ageOf("warn-after", options.warnAfter),
    errorAfter: ageOf("error-after", options.errorAfter),
  };
  if (options.config !== undefined && words.length !== 1) {
    throw new UsageError("--config needs one source. Pass SOURCE.");
  }
  const location = await destinationOf(options, io);
  const target = await targetIn(location, options.database, io);
  const all = await loadedTables(location, target, io);
  const entries = (await loadProject(io.folder, options.project))?.project.sources ?? [];
  const sources = chosenSources(words, [...new Set(all.map(({ connection }) => connection))], entries);
  const tables = all.filter(({ connection }) => sources.some((source) => source.connection === connection));
  if (tables.length === 0) throw new Error("No data yet. Run `sluice sync SOURCE`, or name a destination with --to.");
  const descriptions = options.descriptions ? await describedBy(sources, options, io) : new Map<string, Descriptions>();
  await write({ file: sourcesFile(tables, { target, freshness, descriptions }), tables: tables.length }, options, io);
}

async function targetIn(location: string, database: string | undefined, io: CommandContext): Promise<DbtTarget> {
  const target = await targetOf(location, io.folder);
  if (database === undefined) return target;
  if (target.external === undefined) return { ...target, database };
  throw new UsageError(
    `--database is for databases; files have none. Set ${FOLDER_VARIABLE} if dbt finds the folder elsewhere.`,
  );
}

/** By schema and name. A table of files whose first sync has not ended is not there yet. */
async function loadedTables(location: string, target: DbtTarget, io: CommandContext): Promise<readonly LoadedTable[]> {
  const past = await reading(location, io, (store) => store.history());
  return [...(past?.states ?? [])]
    .flatMap(([connection, { streams }]) => streams.map((entry) => ({ connection, entry })))
    .filter(({ entry }) => target.external === undefined || target.external(entry) !== undefined)
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function orderOf({ entry }: LoadedTable): string {
  return JSON.stringify([entry.schema, entry.table]);
}

interface Written {
  readonly file: object;
  /** How many tables are in it. */
  readonly tables: number;
}

async function write({ file, tables }: Written, { out, force }: DbtOptions, io: CommandContext): Promise<void> {
  // dbt reads YAML 1.1, in which a plain `yes` is a boolean
  const document = new Document(file, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  const content = `${HEADER}\n${document.toString({ lineWidth: 120, flowCollectionPadding: false })}`;
  if (out === "-") {
    io.stdout.json(content.trimEnd());
    return;
  }
  const isNew = await writeSources(out, content, { folder: io.folder, force: force === true });
  io.stdout.print(`${isNew ? "Wrote" : "Nothing has changed in"} ${out}: ${counted(tables, "table")}.\n`);
}
