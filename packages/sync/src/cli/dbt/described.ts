import { type Descriptions, descriptionsIn } from "../../dbt/descriptions.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { discovered } from "../../source/catalog.js";
import { UnknownSource } from "../../source/executables.js";
import { nameOf, nameOfSource } from "../../source/name.js";
import type { CommandContext, CommandLine } from "../command.js";
import { UsageError } from "../command.js";
import { openSource, withConfig } from "../source.js";

/** A connection of the destination, and the source from which its descriptions come. */
export interface ChosenSource {
  readonly connection: string;
  readonly entry: SourceEntry | undefined;
}

/**
 * The connections of the command line, else all that are loaded.
 *
 * @param loaded the connections with tables.
 * @throws UsageError if one that is named has none.
 */
export async function chosenSources(
  line: CommandLine,
  io: CommandContext,
  loaded: readonly string[],
): Promise<readonly ChosenSource[]> {
  const entries = (await loadProject(io.folder, line.text("project")))?.project.sources ?? [];
  const named = (name: string) => entries.find((entry) => nameOf(entry) === name);
  if (line.words.length === 0) return loaded.map((connection) => ({ connection, entry: named(connection) }));
  return line.words.map((word) => {
    const entry = named(word) ?? named(nameOfSource(word)) ?? { source: word };
    const connection = loaded.includes(word) ? word : nameOf(entry);
    if (loaded.includes(connection)) return { connection, entry };
    throw new UsageError(`No tables of "${word}" are loaded. Pass one of: ${loaded.join(", ")}.`);
  });
}

/**
 * Asks sources for the descriptions of their streams, one after the other.
 *
 * @throws an error that names the source that does not answer.
 */
export async function describedBy(
  sources: readonly ChosenSource[],
  line: CommandLine,
  io: CommandContext,
): Promise<ReadonlyMap<string, Descriptions>> {
  const found = new Map<string, Descriptions>();
  for (const { connection, entry } of sources) {
    if (entry === undefined) continue;
    try {
      found.set(connection, await descriptionsOf(await withConfig(entry, line, io), line, io));
    } catch (error) {
      if (error instanceof UnknownSource && entry.name === undefined && line.words.includes(entry.source)) continue; // a connection's name alone
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Cannot describe the tables of ${connection}: ${reason} To leave descriptions out, add --no-descriptions.`,
        {
          cause: error,
        },
      );
    }
  }
  return found;
}

async function descriptionsOf(entry: SourceEntry, line: CommandLine, io: CommandContext): Promise<Descriptions> {
  const { program } = await openSource(entry, line, io);
  try {
    const streams = await program.discover();
    return descriptionsIn(streams.flatMap((stream) => discovered(program.secrets.maskedIn(stream.entry))));
  } finally {
    await program.close();
  }
}
