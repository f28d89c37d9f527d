import { type ConnectionState, entryOf } from "../state/connection-state.js";
import { matching } from "../streams/select.js";
import { type StreamFacts, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { foldField, type PrivateFields } from "./fields.js";
import { closestIn, isInSchema } from "./names-in-schema.js";

interface KnownStreams {
  /** All that the source lists. */
  readonly listed: readonly StreamFacts[];
  /** Those of this sync. */
  readonly read: ReadonlySet<StreamKey>;
  readonly state: ConnectionState;
}

/**
 * Warnings of private fields that no stream has: they may be misspelled. A pattern may name a field that some of its streams lack.
 *
 * @param settings by pattern, as the user writes them.
 */
export function unknownFields(
  settings: ReadonlyMap<string, { readonly columns?: PrivateFields }>,
  { listed, read, state }: KnownStreams,
): readonly string[] {
  return [...settings].flatMap(([pattern, { columns }]) => {
    const { exclude = [], hash = [] } = columns ?? {};
    const streams = exclude.length + hash.length === 0 ? [] : matching(pattern, listed);
    if (!streams.some((stream) => read.has(streamKey(stream)))) return [];
    const [first, ...others] = streams;
    const label = first === undefined || others.length > 0 ? pattern : streamLabel(first);
    const unknown = [...new Set([...exclude, ...hash])].filter(
      (field) => !streams.some((one) => has(one, field, state)),
    );
    return unknown.map((field) => {
      const treatment = exclude.includes(field) ? "excluded" : "hashed";
      const closest = streams.map(({ jsonSchema }) => closestIn(field, jsonSchema)).find((name) => name !== undefined);
      const hint = closest === undefined ? "Check the name." : `Did you mean ${closest}?`;
      return `${label}: neither the schema nor the table has the field ${field}, which is ${treatment} wherever a record has it. ${hint}`;
    });
  });
}

function has(stream: StreamFacts, field: string, state: ConnectionState): boolean {
  const columns = entryOf(state, streamKey(stream))?.columns ?? [];
  const isColumn = columns.some((column) => foldField(column.field) === foldField(field));
  return isColumn || isInSchema(field, stream.jsonSchema);
}
