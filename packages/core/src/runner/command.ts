import type { Clock } from "../http/clock.js";
import type { JsonValue } from "../protocol/json.js";
import type { AnySource } from "../source/source.js";
import type { Logger, LogOptions } from "./logger.js";
import type { Writer } from "./writer.js";

/** A command line, understood: files are named, none is read yet. */
export interface Command {
  readonly name: "spec" | "check" | "discover" | "read" | "streams";
  readonly log: LogOptions;
  /** What stdout speaks; Airbyte's protocol unless told otherwise. Of the commands only `discover` and `read` speak Singer. */
  readonly format?: "airbyte" | "singer";
  /** @throws ConfigError if there is no config, or a file cannot be read. */
  config(): Promise<JsonValue>;
  /** The configured catalog; undefined reads every stream. */
  catalog?(): Promise<JsonValue>;
  /** What earlier runs saved; undefined reads everything. */
  state?(): Promise<JsonValue>;
  /** Names or patterns with `*`; undefined takes all. */
  readonly streams?: readonly string[];
  /** Stop each stream after so many records. */
  readonly limit?: number;
}

/** What a command works with. */
export interface Run {
  readonly source: AnySource;
  readonly command: Command;
  readonly writer: Writer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
