import type { Secrets } from "../errors/secrets.js";
import type { Clock } from "../http/clock.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { AnySource } from "../source/any-source.js";
import type { CommonConfig } from "../source/config.js";
import type { RunContext } from "../source/run-context.js";
import type { Logger, LogOptions } from "./logger.js";
import type { Writer } from "./writer.js";

/** A parsed command line. Files are named, but none is read yet. */
export interface Command {
  readonly name: "spec" | "check" | "discover" | "read" | "streams";
  readonly log: LogOptions;
  /** The protocol on stdout; Airbyte's by default. Only `discover` and `read` support Singer. */
  readonly format?: "airbyte" | "singer";
  /** @throws ConfigError if there is no config, or a file cannot be read. */
  config(): Promise<JsonValue>;
  /**
   * Writes changed settings back to where the config came from; called after `config`, with all changes so far.
   *
   * @returns why it cannot and what to do, in two sentences; undefined if they are saved.
   */
  saveConfig?(changes: JsonObject): string | undefined;
  /** The configured catalog; undefined reads every stream. */
  catalog?(): Promise<JsonValue>;
  /** The state of an earlier run; undefined reads everything. */
  state?(): Promise<JsonValue>;
  /** Names or patterns with `*`; undefined takes all. */
  readonly streams?: readonly string[];
  /** The maximum number of records of each stream. */
  readonly limit?: number;
}

/** What a command needs. */
export interface Run {
  readonly source: AnySource;
  readonly command: Command;
  readonly writer: Writer;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The checked config, and how a source saves what it changes in it. */
export interface LoadedConfig {
  readonly config: CommonConfig;
  readonly saveSettings: NonNullable<RunContext["saveSettings"]>;
}
