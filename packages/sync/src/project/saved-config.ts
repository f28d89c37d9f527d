import { ChangedFileError, pathsIn, settingAt, updateConfigFile } from "@sluice/core/internal";
import type { JsonObject } from "@sluice/core/json";
import { systemReason } from "../files/named-file.js";
import type { ConfigStore } from "../source/renewed-settings.js";
import { escaped, hasReference } from "./environment.js";
import type { RenewedFiles } from "./renewed-files.js";

/** A config in a JSON file: one of its own, or a project. */
export interface ConfigOrigin {
  /** An absolute path. */
  readonly file: string;
  /** As the user calls it. */
  readonly label: string;
  /** Where the config is in the file, e.g. `["sources", 0, "config"]`; empty for a file of its own. */
  readonly at: readonly (string | number)[];
  /** The config as it is written there, with its references to variables. */
  readonly written: JsonObject;
}

/**
 * Saves what a source renews where the user wrote it: in the JSON file of its config or project. Where that is impossible, in a
 * private file next to the project. Always all of it in one place, because half of a new token pair is worth nothing.
 */
export class SavedConfig implements ConfigStore {
  readonly #files: RenewedFiles;
  readonly #origin: ConfigOrigin | undefined;
  #written: JsonObject;

  constructor(files: RenewedFiles, origin: ConfigOrigin | undefined) {
    this.#files = files;
    this.#origin = origin;
    this.#written = origin?.written ?? {};
  }

  load(given: JsonObject): JsonObject {
    return this.#files.load(given);
  }

  save(given: JsonObject, changes: JsonObject): string {
    const inFile = this.#savedInFile(given, changes);
    if (inFile !== undefined) {
      this.#files.forget(given);
      return inFile;
    }
    try {
      return this.#files.save(given, changes);
    } catch (error) {
      throw new Error(
        `They cannot be saved next to the project: ${systemReason(error)}. Let this user write the folder; if the next sync is refused, give the source a new token.`,
        { cause: error },
      );
    }
  }

  /** @returns undefined if the file is not where the settings came from, or cannot be written. @throws Error */
  #savedInFile(given: JsonObject, changes: JsonObject): string | undefined {
    if (this.#origin === undefined || !this.#isPlain(given, changes)) return undefined;
    const { file, label, at } = this.#origin;
    try {
      this.#written = updateConfigFile({ file, at, expected: this.#written, changes: escaped(changes) });
      return label;
    } catch (error) {
      if (!(error instanceof ChangedFileError)) return undefined;
      throw new Error(
        `${error.message} from ${label}, and the value there was kept. If that is a mistake, give the source a new token.`,
        {
          cause: error,
        },
      );
    }
  }

  /** Whether each changed setting is a plain value of the file, or a new one, and none comes from a variable. */
  #isPlain(given: JsonObject, changes: JsonObject): boolean {
    return pathsIn(changes).every((path) => {
      const written = settingAt(this.#written, path);
      return written === undefined ? settingAt(given, path) === undefined : !hasReference(written);
    });
  }
}
