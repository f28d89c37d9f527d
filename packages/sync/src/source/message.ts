import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";

/** What a line says, if it is a JSON object: not every source keeps stdout to itself. */
export function messageIn(line: Buffer): JsonObject | undefined {
  try {
    const value = JSON.parse(line.toString("utf8")) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
