import { withChanges } from "@sluice/core/internal";
import type { JsonObject, JsonValue } from "@sluice/core/json";
import type { Environment } from "../project/environment.js";
import type { ProgramCall } from "./child.js";
import { grantedVariables, possibleSettings, settingVariables, variableOf } from "./environment.js";
import type { WorkFolder } from "./folder.js";
import type { ConfigStore, RenewedSettings } from "./renewed-settings.js";
import type { ResolvedSource } from "./resolve.js";
import type { Secrets } from "./secrets.js";

/** What is known of a source before it runs; without a name it has no variables. */
export type Runnable = Pick<ResolvedSource, "command"> & Partial<ResolvedSource>;

export interface SourceOptions {
  /** The settings; without them the source takes them from its variables. */
  readonly config?: JsonObject | undefined;
  /** All variables of the user: the source sees those that hold its settings, and those that are granted. */
  readonly environment?: Environment | undefined;
  /** The names of variables that the source may see besides. */
  readonly granted?: readonly string[] | undefined;
  /** How long it may write nothing, in milliseconds; `SILENCE_MS` unless given. */
  readonly silenceMs?: number | undefined;
  /** Where settings are kept that the source renews, e.g. a refresh token; without it they are lost, which is a warning. */
  readonly configStore?: ConfigStore | undefined;
  /** Gets lines for the user, e.g. where renewed settings are saved. */
  readonly onNotice?: ((text: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/** How long a source may write nothing: the waits for rate limits are shorter. */
export const SILENCE_MS = 3_600_000;

/** `spec` needs no network: a program that is silent for longer is not a source. */
const SPEC_SILENCE_MS = 60_000;

/** How the program is run. */
export interface Launch {
  readonly command: ProgramCall;
  /** The options that every verb but `spec` gets. */
  readonly args: readonly string[];
  /** From its variables and its config, by name, as the user gave them. */
  readonly settings: JsonObject;
}

interface LauncherParts {
  readonly folder: WorkFolder;
  readonly secrets: Secrets;
  readonly renewed: RenewedSettings;
}

/** Makes the commands of a source: what it sees, and how it gets its config. */
export class Launcher {
  readonly #source: Runnable;
  readonly #options: SourceOptions;
  readonly #folder: WorkFolder;
  readonly #secrets: Secrets;
  readonly #renewed: RenewedSettings;

  constructor(source: Runnable, options: SourceOptions, { folder, secrets, renewed }: LauncherParts) {
    this.#source = source;
    this.#options = options;
    this.#folder = folder;
    this.#secrets = secrets;
    this.#renewed = renewed;
    secrets.add(Object.values(this.#granted).map(String));
  }

  /** Without a config and variables that may hold its settings there is nothing to pass or to mask. */
  get needsSpec(): boolean {
    const { config, environment = {} } = this.#options;
    const { name = "", hasVariables = false } = this.#source;
    return config !== undefined || (hasVariables && possibleSettings(environment, name).length > 0);
  }

  get spec(): ProgramCall {
    const { silenceMs = SILENCE_MS, ...command } = this.#command(this.#granted);
    return { ...command, silenceMs: Math.min(silenceMs, SPEC_SILENCE_MS) };
  }

  /** @param spec it says which variables are settings, and which settings are secrets. */
  async launch(spec: JsonObject | undefined): Promise<Launch> {
    if (spec !== undefined) this.#secrets.mark(spec);
    const variables = spec === undefined ? [] : this.#settings(spec);
    const named = Object.fromEntries(variables.map(({ variable, value }) => [variable, value]));
    const { config: given } = this.#options;
    const settings = { ...Object.fromEntries(variables.map(({ setting, value }) => [setting, value])), ...given };
    const renewed = this.#renewed.over(settings);
    for (const known of [settings, renewed]) this.#secrets.addConfig(known, { isAllSecret: spec === undefined });
    const { config, environment } = this.#withRenewed(renewed);
    const command = this.#command({ ...this.#granted, ...named, ...environment });
    if (config === undefined) return { command, args: [], settings };
    const text = JSON.stringify(config);
    if (this.#source.readsStdin === true)
      return { command: { ...command, input: text }, args: ["--config", "-"], settings };
    return { command, args: ["--config", await this.#folder.file("config.json", text)], settings };
  }

  /** Renewed settings take the way of those that they replace: in the config, else in variables. */
  #withRenewed(renewed: JsonObject): { readonly config: JsonObject | undefined; readonly environment: Environment } {
    const { config } = this.#options;
    const { name = "", hasVariables = false } = this.#source;
    const entries = Object.entries(renewed);
    if (entries.length === 0) return { config, environment: {} };
    if (config !== undefined || !hasVariables) return { config: withChanges(config ?? {}, renewed), environment: {} };
    const text = (value: JsonValue) => (typeof value === "string" ? value : JSON.stringify(value));
    const variables = entries.map(([setting, value]) => [variableOf(name, setting), text(value)]);
    return { config, environment: Object.fromEntries(variables) };
  }

  #settings(spec: JsonObject) {
    const { environment = {} } = this.#options;
    const { name = "", hasVariables = false } = this.#source;
    return hasVariables ? settingVariables(environment, name, spec) : [];
  }

  get #granted(): Environment {
    const { environment = {}, granted = [] } = this.#options;
    return grantedVariables(environment, granted);
  }

  #command(granted: Environment): ProgramCall {
    const { silenceMs = SILENCE_MS } = this.#options;
    return { ...this.#source.command({ folder: this.#folder.path, granted }), silenceMs };
  }
}
