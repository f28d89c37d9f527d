import { buffer } from "node:stream/consumers";
import { decoded } from "../files/named-file.js";
import { SALT_VARIABLE, withoutSalt } from "../private-columns/salt.js";
import { loadProject } from "../project/load.js";
import type { SourceEntry } from "../project/project.js";
import { RenewedFiles } from "../project/renewed-files.js";
import { SavedConfig } from "../project/saved-config.js";
import { possibleSettings } from "../source/environment.js";
import { nameOf, nameOfSource } from "../source/name.js";
import { SourceProgram } from "../source/program.js";
import { resolveSource } from "../source/resolve.js";
import { type CommandContext, UsageError } from "./command.js";
import { configIn, givenConfig } from "./given-config.js";
import type { ProjectOptions, SourceOptions } from "./source-options.js";

/** A salt that is shorter may be a word, which is not masked wherever it occurs. */
const MIN_MASKED = 8;

/** A source that can be run. */
export interface OpenSource {
  /** The name of its connection and, unless a schema is given, of the schema of its tables. */
  readonly name: string;
  readonly program: SourceProgram;
}

/** The error of a command that can also take its sources from the project. */
export function missingSource(command: string): UsageError {
  return new UsageError(
    `Missing source. Pass one, for example \`sluice ${command} hellobaton\`, or list sources in sluice.config.ts or .json.`,
  );
}

/** The source of the command line: an entry of the project, if it has one of that name. */
export async function entryFor(source: string, options: SourceOptions, io: CommandContext): Promise<SourceEntry> {
  return withConfig(await entryOf(source, options, io), options, io);
}

/** The same, with the config of the project. */
export async function entryOf(source: string, { project }: ProjectOptions, io: CommandContext): Promise<SourceEntry> {
  const entries = (await loadProject(io.folder, project))?.project.sources ?? [];
  const byName = (name: string) => entries.find((entry) => nameOf(entry) === name);
  return byName(source) ?? byName(nameOfSource(source)) ?? { source };
}

/** An entry with the config of the command line, which takes precedence. @throws FileError */
export async function withConfig(
  entry: SourceEntry,
  { config: file }: SourceOptions,
  io: CommandContext,
): Promise<SourceEntry> {
  if (file === undefined) return entry;
  if (file !== "-") return { ...entry, config: file };
  const label = "the config on standard input";
  return { ...entry, config: configIn(decoded(await buffer(io.stdin), label), label) };
}

/** @throws UnknownSource, FileError, ProjectError; UsageError if the source would be granted the salt of hashed columns. */
export async function openSource(
  entry: SourceEntry,
  options: SourceOptions,
  given: CommandContext,
): Promise<OpenSource> {
  const salt = given.environment[SALT_VARIABLE];
  const io = { ...given, environment: withoutSalt(given.environment) };
  const source = await resolveSource(entry.source, io);
  const name = entry.name ?? source.name;
  const { config, origin, root } = await givenConfig(entry, options, io);
  const configStore = new SavedConfig(new RenewedFiles(root, name), origin);
  const { environment, signal } = io;
  const note = io.note ?? ((whose, text) => io.stderr.print(`${whose}: ${text}\n`));
  const onNotice = (text: string) => note(name, text);
  const granted = [...(entry.env ?? []), ...(options.env ?? [])];
  if (granted.includes(SALT_VARIABLE)) {
    throw new UsageError(
      `No source may see ${SALT_VARIABLE}, which would undo the hashes. Take it out of --env or env.`,
    );
  }
  if (!source.hasVariables && config === undefined) warnOfVariables(source.name, granted, io);
  const timeout = options.timeout ?? entry.timeout;
  const silenceMs = timeout === undefined ? undefined : timeout * 1000;
  const how = { config, environment, granted, silenceMs, configStore, onNotice, signal };
  const program = await SourceProgram.open(source, how);
  if (salt !== undefined && salt.length >= MIN_MASKED) program.secrets.add([salt]); // it may read .env by itself
  return { name, program };
}

/** An image is not given variables because of its name; a user may expect that. */
function warnOfVariables(name: string, granted: readonly string[], { environment, stderr }: CommandContext): void {
  const kept = possibleSettings(environment, name).filter((variable) => !granted.includes(variable));
  if (kept.length === 0) return;
  const names = kept.sort().join(",");
  stderr.print(`${name}: an image sees no variables unless you grant them. To pass these, add --env ${names}\n`);
}
