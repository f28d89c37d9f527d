import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathsIn, settingAt, writePrivateFile } from "@sluice/core/internal";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { fileNameOf, isMissing } from "../destinations/files/disk.js";
import { canonicalJson } from "../tables/canonical.js";

/** Settings that were renewed, and for which given settings they stand. */
interface Renewed {
  /** The given settings that they replace; none if only new ones were added. */
  readonly replaces: readonly (readonly string[])[];
  /** The SHA-256 of what the user gave: another value there, e.g. a token that was pasted, takes precedence. */
  readonly given: string;
  readonly settings: JsonObject;
}

interface Saved extends Renewed {
  readonly file: string;
  readonly savedMs: number;
}

/**
 * Renewed settings whose given values cannot be changed, such as a variable: files in `.sluice/renewed` next to the project, which
 * only this user may read and which git ignores. There is a file for each given value, so two accounts, or two syncs, never share one.
 */
export class RenewedFiles {
  readonly #folder: string;
  readonly #root: string;
  readonly #prefix: string;

  /** @param root the folder of the project. @param name of the source. */
  constructor(root: string, name: string) {
    this.#root = root;
    this.#folder = join(root, ".sluice", "renewed");
    this.#prefix = `${fileNameOf(name)}-`;
  }

  /** @throws Error if a file cannot be read, because the given settings may be used up. */
  load(given: JsonObject): JsonObject {
    return this.#matching(given)[0]?.settings ?? {};
  }

  /** @returns the file, as seen from the project. @throws NodeJS.ErrnoException */
  save(given: JsonObject, changes: JsonObject): string {
    const replaces = pathsIn(changes).filter((path) => settingAt(given, path) !== undefined);
    const hash = hashOf(given, replaces);
    const renewed: Renewed = { replaces, given: hash, settings: changes };
    const file = join(this.#folder, `${this.#prefix}${hash.slice(0, 16)}.json`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const ignored = join(this.#root, ".sluice", ".gitignore");
    if (!existsSync(ignored)) writeFileSync(ignored, "*\n");
    writePrivateFile(file, `${JSON.stringify(renewed, undefined, 2)}\n`);
    this.forget(given, file);
    return relative(this.#root, file);
  }

  /** Removes what was saved for a config, except one file. */
  forget(given: JsonObject, kept?: string): void {
    for (const { file } of this.#matching(given)) if (file !== kept) rmSync(file, { force: true });
  }

  /** The newest first. */
  #matching(given: JsonObject): readonly Saved[] {
    return this.#all()
      .filter(({ replaces, given: hash }) => hash === hashOf(given, replaces))
      .sort((one, other) => other.savedMs - one.savedMs);
  }

  #all(): readonly Saved[] {
    const names = namesIn(this.#folder).filter((name) => name.startsWith(this.#prefix) && name.endsWith(".json"));
    return names.map((name) => {
      const file = join(this.#folder, name);
      return { ...renewedIn(file), file, savedMs: statSync(file).mtimeMs };
    });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function renewedIn(file: string): Renewed {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as JsonValue;
    if (isJsonObject(value) && isJsonObject(value["settings"])) return value as unknown as Renewed;
  } catch {
    // the error would quote the file
  }
  throw new Error(
    `Cannot read the renewed settings in ${file}. Let this user read it; or delete it, and give the source a new token.`,
  );
}

/** Without given values that were replaced, all of them count. */
function hashOf(given: JsonObject, paths: Renewed["replaces"]): string {
  const values = paths.map((path) => [[...path], settingAt(given, path) ?? null]);
  const text = canonicalJson(JSON.stringify(values.length === 0 ? given : values));
  return createHash("sha256").update(text).digest("hex");
}
