import type { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { ChangedFileError, updateConfigFile } from "../runner/config-file.js";
import { configFromEnvironment, environmentName } from "../source/config.js";
import { isEmpty } from "../source/given.js";

/** What a config is made of. */
export interface GivenConfigOptions {
  readonly settings: z.ZodObject;
  /** The source's name, which begins its variables. */
  readonly prefix: string;
  /** `-` is standard input; undefined if there is only the environment. */
  readonly file: string | undefined;
  /** Reads the JSON of the file. */
  readonly read: (file: string) => Promise<JsonValue>;
}

/** The config of a command line: a file, and from the environment the settings that the file leaves out. */
export class GivenConfig {
  readonly #options: GivenConfigOptions;
  readonly #fromEnvironment: JsonObject;
  /** The file's own settings. */
  #inFile: JsonObject = {};

  constructor(options: GivenConfigOptions) {
    this.#options = options;
    this.#fromEnvironment = configFromEnvironment(options.settings, options.prefix, process.env);
  }

  /** @throws ConfigError if the file cannot be read. */
  async load(): Promise<JsonValue> {
    const { file, read } = this.#options;
    if (file === undefined) return this.#fromEnvironment;
    const config = await read(file);
    if (!isJsonObject(config)) return config;
    this.#inFile = config;
    const given = Object.entries(config).filter(([name]) => !this.#isFromEnvironment(name));
    return { ...this.#fromEnvironment, ...Object.fromEntries(given) };
  }

  /**
   * Writes changed settings into the file. All of them or none: half of a new token pair is worth nothing.
   *
   * @returns why it cannot and what to do; undefined if they are saved.
   */
  save(changes: JsonObject): string | undefined {
    const { file, prefix } = this.#options;
    const variable = Object.keys(changes).find((name) => this.#isFromEnvironment(name));
    if (variable !== undefined) {
      return `The old one is in ${environmentName(prefix, variable)}, which a program cannot change. Move the setting to a file, and pass --config FILE.`;
    }
    if (file === undefined || file === "-") {
      const origin = file === undefined ? "the environment" : "standard input";
      return `The config came from ${origin}. Put the settings into a file, and pass --config FILE.`;
    }
    try {
      this.#inFile = updateConfigFile({ file, expected: this.#inFile, changes });
      return undefined;
    } catch (error) {
      if (error instanceof ChangedFileError) {
        return `${error.message} from ${file}, and the value there was kept. Check that it is the right one.`;
      }
      const { code = "", message } = error as NodeJS.ErrnoException;
      return `${file} cannot be replaced (${code === "" ? message : code}). Let this user write the file and its folder.`;
    }
  }

  /** Whether the file leaves it out, or has an empty value for it, and the environment does not. */
  #isFromEnvironment(name: string): boolean {
    return (
      Object.hasOwn(this.#fromEnvironment, name) && (!Object.hasOwn(this.#inFile, name) || isEmpty(this.#inFile[name]))
    );
  }
}
