import { type Descriptions, descriptionsIn } from "../../dbt/descriptions.js";
import type { SourceEntry } from "../../project/project.js";
import { discovered } from "../../source/catalog.js";
import { UnknownSource } from "../../source/executables.js";
import { nameOf, nameOfSource } from "../../source/name.js";
import { type CommandContext, UsageError } from "../command.js";
import { openSource, withConfig } from "../source.js";
import type { SourceOptions } from "../source-options.js";

/** A connection of the destination, and the source from which its descriptions come. */
export interface ChosenSource {
  readonly connection: string;
  readonly entry: SourceEntry | undefined;
  /** The entry is only what the user wrote, which may be the name of a connection alone. */
  readonly isWord: boolean;
}

/**
 * The connections that are named, else all that are loaded.
 *
 * @param words the names. @param loaded the connections with tables. @param entries the sources of the project.
 * @throws UsageError if one that is named has no tables.
 */
export function chosenSources(
  words: readonly string[],
  loaded: readonly string[],
  entries: readonly SourceEntry[],
): readonly ChosenSource[] {
  const named = (name: string) => entries.find((entry) => nameOf(entry) === name);
  if (words.length === 0) return loaded.map((connection) => ({ connection, entry: named(connection), isWord: false }));
  return words.map((word) => {
    const listed = named(word) ?? named(nameOfSource(word));
    const entry = listed ?? { source: word };
    const connection = loaded.includes(word) ? word : nameOf(entry);
    if (loaded.includes(connection)) return { connection, entry, isWord: listed === undefined };
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
  options: SourceOptions,
  io: CommandContext,
): Promise<ReadonlyMap<string, Descriptions>> {
  const found = new Map<string, Descriptions>();
  for (const { connection, entry, isWord } of sources) {
    if (entry === undefined) continue;
    try {
      found.set(connection, await descriptionsOf(await withConfig(entry, options, io), options, io));
    } catch (error) {
      if (error instanceof UnknownSource && isWord) continue;
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

async function descriptionsOf(entry: SourceEntry, options: SourceOptions, io: CommandContext): Promise<Descriptions> {
  const { program } = await openSource(entry, options, io);
  try {
    const streams = await program.discover();
    return descriptionsIn(streams.flatMap((stream) => discovered(program.secrets.maskedIn(stream.entry))));
  } finally {
    await program.close();
  }
}
