import type { JsonObject, JsonValue } from "@sluice/core";

/** A stream's state as `--state` takes it. */
export function stateInput(stream: string, state: JsonObject): JsonValue {
  return [{ type: "STREAM", stream: { stream_descriptor: { name: stream }, stream_state: state } }];
}

/** Records as texts in an order of their own, to be compared whatever order they came in. */
export function sorted(records: readonly JsonObject[]): string[] {
  return records.map(textOf).sort();
}

/** The same records are compared with many reads. */
const texts = new WeakMap<JsonObject, string>();

function textOf(record: JsonObject): string {
  const text = texts.get(record) ?? JSON.stringify(ordered(record));
  texts.set(record, text);
  return text;
}

function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, ordered(value[name] ?? null)]),
  );
}
