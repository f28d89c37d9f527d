import type { JsonObject, JsonValue } from "@sluice/core";

/** A stream's state as `--state` takes it. */
export function stateInput(stream: string, state: JsonObject): JsonValue {
  return [{ type: "STREAM", stream: { stream_descriptor: { name: stream }, stream_state: state } }];
}

/** Records as texts in an order of their own, to be compared whatever order they came in. */
export function sorted(records: readonly JsonObject[]): string[] {
  return records.map((record) => JSON.stringify(ordered(record))).sort();
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
