import { isDeepStrictEqual } from "node:util";
import { pathsIn, settingNames, textsIn } from "@sluice/core/internal";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import type { Secrets } from "./secrets.js";

/** Keeps the settings that sources renew, e.g. refresh tokens that rotate. Both methods return when the work is done. */
export interface ConfigStore {
  /** The settings that were saved for a config, to lay over it; empty if there are none. @throws Error */
  load(given: JsonObject): JsonObject;
  /**
   * Saves settings so that they survive a kill at any moment after the return.
   *
   * @param given the config as the user gave it, without what was saved before. @param changes all that differs from it now.
   * @returns for the user, as the end of a sentence: where they are. @throws Error that says what to do.
   */
  save(given: JsonObject, changes: JsonObject): string;
}

export interface RenewedSettingsOptions {
  /** Without it the settings are lost with the process. */
  readonly store: ConfigStore | undefined;
  readonly secrets: Secrets;
  /** Gets a line for the user when settings are saved for the first time. */
  readonly onNotice: ((text: string) => void) | undefined;
}

/** The settings of a source that it has replaced by CONTROL messages, in this run or in an earlier one. */
export class RenewedSettings {
  readonly #options: RenewedSettingsOptions;
  #given: JsonObject = {};
  #changes: JsonObject | undefined;
  #hasNotified = false;

  constructor(options: RenewedSettingsOptions) {
    this.#options = options;
  }

  /** What must be laid over the config that the user gave. */
  over(given: JsonObject): JsonObject {
    this.#given = given;
    this.#changes ??= this.#options.store?.load(given) ?? {};
    this.#options.secrets.add(textsIn(this.#changes));
    return this.#changes;
  }

  /**
   * A CONTROL message: its config is masked and saved before this returns.
   *
   * @returns `isNew` where the next run of the source must get other settings than this one; a `warning` if they are not saved.
   */
  take(control: JsonObject): { readonly isNew: boolean; readonly warning?: string } {
    const { type, connectorConfig } = control;
    const config = isJsonObject(connectorConfig) ? connectorConfig["config"] : undefined;
    if (type !== "CONNECTOR_CONFIG" || !isJsonObject(config)) return { isNew: false };
    const { secrets, store, onNotice } = this.#options;
    const changes = changesBetween(this.#given, config);
    secrets.addConfig(config);
    secrets.add(textsIn(changes));
    if (pathsIn(changes).length === 0 || isDeepStrictEqual(changes, this.#changes)) return { isNew: false };
    this.#changes = changes;
    const what = `The source has new settings: ${settingNames(changes)}`;
    if (store === undefined)
      return { isNew: true, warning: `${what}. They are not saved, because there is no configStore.` };
    try {
      const where = store.save(this.#given, changes);
      if (!this.#hasNotified) onNotice?.(`${what}; saved in ${where}`);
      this.#hasNotified = true;
      return { isNew: true };
    } catch (error) {
      return { isNew: true, warning: `${what}. ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

/** What a new config adds or replaces. Nothing is ever removed: a source that sends only a part of its config would lose the rest. */
function changesBetween(given: JsonObject, now: JsonObject): JsonObject {
  const changed = Object.entries(now).flatMap(([name, value]): [string, JsonValue][] => {
    const before = Object.hasOwn(given, name) ? given[name] : undefined;
    if (isSame(before, value)) return [];
    return [[name, isJsonObject(before) && isJsonObject(value) ? changesBetween(before, value) : value]];
  });
  return Object.fromEntries(changed);
}

/** A variable is a text, of which a source makes a number or an object. */
function isSame(before: JsonValue | undefined, now: JsonValue): boolean {
  if (isDeepStrictEqual(before, now)) return true;
  if (typeof before !== "string" || typeof now === "string") return false;
  try {
    return isDeepStrictEqual(JSON.parse(before), now);
  } catch {
    return false;
  }
}
