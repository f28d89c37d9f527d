import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import type { DiscoveredStream } from "../source/catalog.js";
import { type StreamKey, streamKey } from "../streams/stream.js";

/** How a source describes a stream. */
export interface StreamDescription {
  readonly text: string | undefined;
  /** By field. */
  readonly fields: ReadonlyMap<string, string>;
}

/** By stream. */
export type Descriptions = ReadonlyMap<StreamKey, StreamDescription>;

/** The descriptions in the JSON schemas of a source's streams. */
export function descriptionsIn(streams: readonly DiscoveredStream[]): Descriptions {
  return new Map(streams.map((stream) => [streamKey(stream.facts), descriptionOf(stream)]));
}

function descriptionOf({ facts, entry }: DiscoveredStream): StreamDescription {
  const { properties } = facts.jsonSchema;
  const fields = Object.entries<JsonValue>(isJsonObject(properties) ? properties : {});
  return {
    text: textIn(facts.jsonSchema) ?? textIn(entry),
    fields: new Map(
      fields.flatMap(([field, schema]) => {
        const text = isJsonObject(schema) ? textIn(schema) : undefined;
        return text === undefined ? [] : [[field, text] as const];
      }),
    ),
  };
}

function textIn({ description }: JsonObject): string | undefined {
  if (typeof description !== "string") return undefined;
  return description.replaceAll(UNPRINTABLE, " ").trim() || undefined;
}

/** What YAML refuses in a file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/gu;
