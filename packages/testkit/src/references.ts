import { isJsonObject, type JsonObject, type JsonValue, type Stream } from "@sluice/core";
import { referencesOf } from "@sluice/core/internal";

/**
 * The fields that claim to name a record of another stream and do not: the stream is not there, or of all the values in these records
 * none is one of its keys. A single value may point at what is gone or hidden, so not each of them is asked for.
 *
 * @returns such as `notes.authorId → admins`.
 */
export function brokenReferences(
  streams: readonly Stream[],
  records: ReadonlyMap<string, readonly JsonObject[]>,
): readonly string[] {
  return streams.flatMap((stream) =>
    referencesOf(stream.schema)
      .filter(({ field, stream: name }) => {
        const target = streams.find((each) => each.name === name);
        const values = (records.get(stream.name) ?? []).flatMap((record) => valuesAt(record, field.split(".")));
        return target === undefined || !isNamed(values, target, records.get(name) ?? []);
      })
      .map((reference) => `${stream.name}.${reference.field} → ${reference.stream}`),
  );
}

/** Whether these values name some of the records. Where there are no values there is nothing to be seen. */
function isNamed(values: readonly JsonValue[], { primaryKey }: Stream, records: readonly JsonObject[]): boolean {
  const key = primaryKey.at(-1) ?? "";
  const keys = new Set(records.map((record) => String(record[key])));
  return values.length === 0 || values.some((value) => keys.has(idIn(value, key)));
}

/** An id stands for itself, an address for its last part, an object for its key. */
function idIn(value: JsonValue, key: string): string {
  if (isJsonObject(value)) return String(value[key]);
  return /([^/]+)\/?$/.exec(String(value))?.[1] ?? "";
}

function valuesAt(value: JsonValue | undefined, [name, ...rest]: readonly string[]): readonly JsonValue[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return [value];
  return isJsonObject(value) ? valuesAt(value[name], rest) : [];
}
