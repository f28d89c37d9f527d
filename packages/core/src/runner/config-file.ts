import { conflictsIn, withChanges } from "../protocol/changes.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { updateFile } from "./update-file.js";

/** Settings to write into a JSON file. */
export interface ConfigUpdate {
  readonly file: string;
  /** Where the config is inside the file, e.g. `["sources", 0, "config"]`; the whole file if it is left out. */
  readonly at?: readonly (string | number)[];
  /** The config as it was read from the file, or last written to it. */
  readonly expected: JsonObject;
  readonly changes: JsonObject;
}

/** A setting was changed in the file after it was read; the file was not written. */
export class ChangedFileError extends Error {
  readonly settings: readonly string[];

  constructor(settings: readonly string[]) {
    super(`${settings.join(", ")} changed after it was read`);
    this.settings = settings;
  }
}

/**
 * Lays changed settings over the config in a JSON file, as the file is now: what others changed in it meanwhile stays.
 *
 * @returns the config in the file.
 * @throws ChangedFileError if one of these settings is no longer the expected one, e.g. a token that a user has pasted;
 *   NodeJS.ErrnoException if the file cannot be replaced.
 */
export function updateConfigFile({ file, at = [], expected, changes }: ConfigUpdate): JsonObject {
  let config = expected;
  updateFile(file, (text) => {
    const json = text.replace(/^\uFEFF/, "");
    const changed = replacedAt(parsed(json), at, (now) => {
      const conflicts = isJsonObject(now) ? conflictsIn(changes, now, expected) : ["the config"];
      if (!isJsonObject(now) || conflicts.length > 0) throw new ChangedFileError(conflicts);
      config = withChanges(now, changes);
      return config;
    });
    const end = json.endsWith("\n") ? "\n" : "";
    return `${JSON.stringify(changed, undefined, /^[ \t]+/m.exec(json)?.[0] ?? "")}${end}`;
  });
  return config;
}

/** The parser's message is dropped because it quotes the file. */
function parsed(json: string): JsonValue {
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    throw new ChangedFileError(["the config"]);
  }
}

function replacedAt(
  value: JsonValue | undefined,
  [name, ...rest]: readonly (string | number)[],
  change: (value: JsonValue | undefined) => JsonValue,
): JsonValue {
  if (name === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === name ? replacedAt(item, rest, change) : item));
  if (!isJsonObject(value)) return change(undefined);
  return { ...value, [name]: replacedAt(value[name], rest, change) };
}
