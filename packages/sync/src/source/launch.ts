import type { JsonObject } from "@sluice/core/json";
import type { Environment } from "../project/environment.js";
import type { ProgramCall } from "./child.js";
import { grantedVariables, possibleSettings, settingVariables } from "./environment.js";
import type { WorkFolder } from "./folder.js";
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
  /** From its variables and its config, by name. */
  readonly settings: JsonObject;
}

/** Makes the commands of a source: what it sees, and how it gets its config. */
export class Launcher {
  readonly #source: Runnable;
  readonly #options: SourceOptions;
  readonly #folder: WorkFolder;
  readonly #secrets: Secrets;

  constructor(source: Runnable, options: SourceOptions, { folder, secrets }: { folder: WorkFolder; secrets: Secrets }) {
    this.#source = source;
    this.#options = options;
    this.#folder = folder;
    this.#secrets = secrets;
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
    const { config } = this.#options;
    if (spec !== undefined) this.#secrets.mark(spec);
    const variables = spec === undefined ? [] : this.#settings(spec);
    const named = Object.fromEntries(variables.map(({ variable, value }) => [variable, value]));
    const settings = { ...Object.fromEntries(variables.map(({ setting, value }) => [setting, value])), ...config };
    this.#secrets.addConfig(settings, { isAllSecret: spec === undefined });
    const command = this.#command({ ...this.#granted, ...named });
    if (config === undefined) return { command, args: [], settings };
    const text = JSON.stringify(config);
    if (this.#source.readsStdin === true)
      return { command: { ...command, input: text }, args: ["--config", "-"], settings };
    return { command, args: ["--config", await this.#folder.file("config.json", text)], settings };
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
