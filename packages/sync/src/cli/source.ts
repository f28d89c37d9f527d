import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { filledIn } from "../project/environment.js";
import { loadProject } from "../project/load.js";
import { nameOf, type SourceEntry } from "../project/project.js";
import { nameOfSource, variablePrefix } from "../source/name.js";
import { SourceProgram } from "../source/program.js";
import { resolveSource } from "../source/resolve.js";
import { type Io, type Line, type Options, UsageError } from "./command.js";

/** The options of every command that runs one source. */
export const SOURCE_OPTIONS = {
  config: { type: "string" },
  project: { type: "string" },
} satisfies Options;

export const SOURCE_HELP = `  SOURCE            an installed connector (hellobaton or source-hellobaton), the path of a program that speaks
                    the Airbyte protocol, docker:IMAGE or podman:IMAGE, or a source of sluice.config.ts or .json
  --config FILE     the source's config, - for standard input; its environment variables (or .env) unless told
  --project FILE    in place of sluice.config.ts or .json`;

/** A source that is ready to be run. */
export interface OpenSource {
  /** Under which its tables and states are kept. */
  readonly name: string;
  readonly program: SourceProgram;
  /** What it is given, from its config or from its environment. */
  readonly settings: JsonObject;
}

/** What the line says of its source: an entry of the project, if it has one of that name. */
export async function entryFor(line: Line, io: Io): Promise<SourceEntry> {
  const [source, ...more] = line.words;
  if (source === undefined) throw new UsageError("Which source? For example: hellobaton");
  if (more.length > 0) throw new UsageError(`One source at a time, please: ${more.join(" ")} is too much.`);
  return withConfig(await named(source, line, io), line, io);
}

async function named(source: string, line: Line, io: Io): Promise<SourceEntry> {
  const loaded = await loadProject(io.folder, line.text("project"));
  const entries = loaded?.project.sources ?? [];
  const called = (name: string) => entries.find((entry) => nameOf(entry) === name);
  return called(source) ?? called(nameOfSource(source)) ?? { source };
}

async function withConfig(entry: SourceEntry, line: Line, io: Io): Promise<SourceEntry> {
  const file = line.text("config");
  if (file === undefined) return entry;
  return { ...entry, config: file === "-" ? configIn(await text(io.stdin), "standard input") : file };
}

/** @throws UnknownSource, UsageError, ProjectError */
export async function openSource(entry: SourceEntry, io: Io): Promise<OpenSource> {
  const { name, command } = await resolveSource(entry.source, io);
  const config = await configOf(entry, io);
  const program = await SourceProgram.open(command, { config, signal: io.signal });
  return { name: entry.name ?? name, program, settings: { ...settingsIn(io.environment, name), ...config } };
}

/** The settings that a connector takes from its environment: `VITALLY_DOMAIN` is the domain of `vitally`. */
function settingsIn(environment: Io["environment"], name: string): JsonObject {
  const prefix = variablePrefix(name);
  const own = Object.entries(environment).filter(([variable]) => variable.startsWith(prefix));
  return Object.fromEntries(own.map(([variable, value]) => [variable.slice(prefix.length).toLowerCase(), value ?? ""]));
}

async function configOf({ config }: SourceEntry, { folder, environment }: Io): Promise<JsonObject | undefined> {
  if (config === undefined) return undefined;
  if (typeof config !== "string") return filledIn(config as JsonObject, environment);
  const content = await readFile(resolve(folder, config), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The config ${config} cannot be read: ${error.code ?? error.message}.`);
  });
  return filledIn(configIn(content, config), environment);
}

function configIn(content: string, file: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(content) as JsonValue;
  } catch {
    throw new UsageError(`The config in ${file} is no JSON.`); // the parser's own message quotes it
  }
  if (!isJsonObject(value)) throw new UsageError(`The config in ${file} must be a JSON object.`);
  return value;
}

/** A file that the person named, as text. @throws UsageError */
export async function fileText(file: string, { folder }: Io): Promise<string> {
  return readFile(join(folder, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code ?? error.message}.`);
  });
}
