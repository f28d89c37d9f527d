import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { descriptorIn, type KeyPath, type StreamFacts } from "../streams/stream.js";

/** A stream as a source describes it. */
export interface DiscoveredStream {
  readonly facts: StreamFacts;
  /** Whether it can be read from a state. */
  readonly isIncremental: boolean;
  /** Whether it can be read without one. */
  readonly isReadInFull: boolean;
  readonly cursor: DiscoveredCursor;
  /** As the source wrote it. */
  readonly entry: JsonObject;
}

/** By what a stream is read incrementally. */
export interface DiscoveredCursor {
  /** Whether the source lets the user choose; many sources do not say so, and choose themselves. */
  readonly isChosen: boolean;
  readonly isSourceDefined: boolean;
  /** The path of the default; empty where there is none. */
  readonly default: KeyPath;
}

/** @returns none where the entry has no name. */
export function discovered(entry: JsonObject): readonly DiscoveredStream[] {
  const descriptor = descriptorIn(entry);
  if (descriptor === undefined) return [];
  const { json_schema: schema, supported_sync_modes: modes, source_defined_cursor: isSourceDefined } = entry;
  const supported = Array.isArray(modes) ? modes : ["full_refresh"];
  const facts = {
    ...descriptor,
    jsonSchema: isJsonObject(schema) ? schema : {},
    primaryKey: keyIn(entry["source_defined_primary_key"]),
  };
  const cursor = {
    isChosen: isSourceDefined === false,
    isSourceDefined: isSourceDefined === true,
    default: pathIn(entry["default_cursor_field"]),
  };
  const [isIncremental, isReadInFull] = ["incremental", "full_refresh"].map((mode) => supported.includes(mode));
  return [{ facts, isIncremental: isIncremental === true, isReadInFull: isReadInFull === true, cursor, entry }];
}

/** A key is a list of paths; some sources write a list of names. */
function keyIn(value: JsonValue | undefined): readonly KeyPath[] {
  return Array.isArray(value) ? value.map(pathIn) : [];
}

function pathIn(value: JsonValue | undefined): KeyPath {
  return [value ?? []].flat().filter((part) => typeof part === "string");
}
