import { Document } from "yaml";
import type { Descriptions } from "../../dbt/descriptions.js";
import { type Age, ageIn, type Freshness } from "../../dbt/freshness.js";
import { type DbtTarget, type LoadedTable, sourcesFile } from "../../dbt/sources.js";
import { FOLDER_VARIABLE, targetOf } from "../../dbt/target.js";
import { DESTINATIONS } from "../../destinations/open.js";
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { chosenSources, describedBy } from "../dbt/described.js";
import { HEADER, writeSources } from "../dbt/output.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { reading } from "../past.js";
import { SOURCE_OPTIONS } from "../source.js";
import { counted } from "../view/words.js";

const WARN_AFTER = "36h";
const ERROR_AFTER = "72h";

const HELP = `sluice dbt [SOURCE…] [options]

Writes a sources.yml for dbt: a source for each schema, with its tables and columns, their descriptions and types, a freshness check,
and tests of keys and relations. Without SOURCE, it is of all sources that are loaded. Descriptions come from the sources of the
project and from those that you name, which are asked for their streams.

  --to DESTINATION    ${DESTINATIONS}
                      (default: that of the project, or ${DEFAULT_DESTINATION})
  --out FILE          write to FILE, e.g. models/sources/sluice.yml (default: -, the standard output)
  --force             replace FILE even if it was not written by this command
  --database NAME     what dbt calls the database (default: that of the destination); of files, ${FOLDER_VARIABLE} is the folder
  --warn-after AGE    warn if the newest row of a table is older: 90m, 36h, 2d or none (default: ${WARN_AFTER})
  --error-after AGE   fail if it is older (default: ${ERROR_AFTER})
  --no-descriptions   ask no source
  --project FILE      the project (default: sluice.config.ts or .json)
  --config FILE       the config of SOURCE; - reads standard input
  --env A,B           environment variables that a source may see
  --timeout S         stop a source that writes nothing for S seconds
`;

export const dbt: Command = {
  summary: "write dbt's sources.yml for the loaded tables",
  help: HELP,
  options: {
    ...SOURCE_OPTIONS,
    to: { type: "string" },
    out: { type: "string" },
    force: { type: "boolean" },
    database: { type: "string" },
    "warn-after": { type: "string" },
    "error-after": { type: "string" },
    "no-descriptions": { type: "boolean" },
  },
  run: async (line, io) => {
    const freshness = freshnessIn(line);
    if (line.text("config") !== undefined && line.words.length !== 1) {
      throw new UsageError("--config needs one source. Pass SOURCE.");
    }
    const location = await destinationOf(line, io);
    const target = await targetIn(location, line, io);
    const all = await loadedTables(location, target, io);
    const sources = await chosenSources(line, io, [...new Set(all.map(({ connection }) => connection))]);
    const tables = all.filter(({ connection }) => sources.some((source) => source.connection === connection));
    if (tables.length === 0) throw new Error("No data yet. Run `sluice sync SOURCE`, or name a destination with --to.");
    const descriptions = line.flag("no-descriptions")
      ? new Map<string, Descriptions>()
      : await describedBy(sources, line, io);
    await write(sourcesFile(tables, { target, freshness, descriptions }), tables.length, { line, io });
    return 0;
  },
};

function freshnessIn(line: CommandLine): Freshness {
  return { warnAfter: ageOf(line, "warn-after", WARN_AFTER), errorAfter: ageOf(line, "error-after", ERROR_AFTER) };
}

function ageOf(line: CommandLine, option: string, otherwise: string): Age | undefined {
  const text = line.text(option) ?? otherwise;
  try {
    return ageIn(text);
  } catch {
    throw new UsageError(`Invalid --${option} "${text}". Write minutes, hours or days, e.g. 90m, 36h or 2d, or none.`);
  }
}

async function targetIn(location: string, line: CommandLine, io: CommandContext): Promise<DbtTarget> {
  const target = await targetOf(location, io.folder);
  const database = line.text("database");
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

async function write(
  file: object,
  tables: number,
  { line, io }: { readonly line: CommandLine; readonly io: CommandContext },
): Promise<void> {
  // dbt reads YAML 1.1, in which a plain `yes` is a boolean
  const document = new Document(file, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  const content = `${HEADER}\n${document.toString({ lineWidth: 120, flowCollectionPadding: false })}`;
  const out = line.text("out") ?? "-";
  if (out === "-") {
    io.stdout.json(content.trimEnd());
    return;
  }
  const isNew = await writeSources(out, content, { folder: io.folder, force: line.flag("force") });
  io.stdout.print(`${isNew ? "Wrote" : "Nothing has changed in"} ${out}: ${counted(tables, "table")}.\n`);
}
