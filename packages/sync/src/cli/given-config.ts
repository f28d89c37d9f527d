import { dirname } from "node:path";
import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { absolutePath, FileError, jsonIn, readNamed } from "../files/named-file.js";
import { SALT_VARIABLE } from "../private-columns/salt.js";
import { filledIn } from "../project/environment.js";
import { ProjectError } from "../project/error.js";
import { loadProject, projectIn } from "../project/load.js";
import type { SourceEntry } from "../project/project.js";
import type { ConfigOrigin } from "../project/saved-config.js";
import { nameOf } from "../source/name.js";
import type { CommandContext } from "./command.js";
import type { SourceOptions } from "./source-options.js";

/** The settings of a source, and where they are from. */
export interface GivenConfig {
  /** Undefined where the source takes its settings from variables. */
  readonly config: JsonObject | undefined;
  /** The JSON file that the config is written in; undefined for standard input, variables and a project that is a program. */
  readonly origin: ConfigOrigin | undefined;
  /** The folder of the project, else the current one. */
  readonly root: string;
}

/** @throws FileError, ProjectError */
export async function givenConfig(
  entry: SourceEntry,
  options: SourceOptions,
  io: CommandContext,
): Promise<GivenConfig> {
  const { folder, environment } = io;
  const project = options.project ?? (await projectIn(folder));
  const root = project === undefined ? folder : dirname(absolutePath(project, folder));
  if (entry.config === undefined) return { config: undefined, origin: undefined, root };
  const origin =
    typeof entry.config === "string"
      ? await fileOf(entry.config, folder)
      : options.config === undefined && project?.endsWith(".json") === true
        ? await placeOf(entry, folder, project)
        : undefined;
  const written = origin?.written ?? (entry.config as JsonObject);
  if (JSON.stringify(written).includes(`\${${SALT_VARIABLE}}`)) {
    throw new ProjectError(
      `The config refers to ${SALT_VARIABLE}, which no source may see. Take it out of the config.`,
    );
  }
  return { config: filledIn(written, environment), origin, root };
}

async function fileOf(path: string, folder: string): Promise<ConfigOrigin> {
  const text = await readNamed({ path, folder, what: "the config" });
  return { file: absolutePath(path, folder), label: path, at: [], written: configIn(text, `the config ${path}`) };
}

/** Where an entry's config is in a project of JSON. */
async function placeOf(entry: SourceEntry, folder: string, project: string): Promise<ConfigOrigin | undefined> {
  const loaded = await loadProject(folder, project);
  const index = loaded?.project.sources.findIndex((one) => nameOf(one) === nameOf(entry)) ?? -1;
  if (loaded === undefined || index < 0) return undefined;
  return { file: loaded.file, label: project, at: ["sources", index, "config"], written: entry.config as JsonObject };
}

/** @param label what it is, for the error. @throws FileError if a text is not the JSON of a config. */
export function configIn(text: string, label: string): JsonObject {
  const value = jsonIn(text, label);
  if (isJsonObject(value)) return value;
  throw new FileError(`Cannot use ${label}: it is not a JSON object. Write the settings as {"name": value}.`);
}
