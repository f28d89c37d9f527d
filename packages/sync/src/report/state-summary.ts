import { isJsonObject, type JsonValue } from "@sluice/core/json";

/** A date, with or without a time, as states have it. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A state may be deep, or large: more than this is not read. */
const MAX_CHARACTERS = 2_000_000;

/**
 * What a state covers, for a page that may be passed on: dates and sizes. Any other value may be a token or a part of a record, so none
 * is shown.
 */
export function stateSummary(text: string): string {
  const size = text.length < 1_000 ? `${text.length} B` : `${(text.length / 1_000).toFixed(1)} kB`;
  const state = parsed(text);
  if (state === undefined) return size;
  const dates = datesIn(state).sort((one, other) => Date.parse(one) - Date.parse(other));
  const [first, last] = [dates[0], dates.at(-1)].map((date) => date?.replace(/\.0+(?=Z|[+-]|$)/, ""));
  if (first === undefined || last === undefined) return size;
  return first === last ? `up to ${last} (${size})` : `${dates.length} cursors, ${first} to ${last} (${size})`;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return text.length > MAX_CHARACTERS ? undefined : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

function datesIn(state: JsonValue): string[] {
  const found: string[] = [];
  const rest: JsonValue[] = [state];
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value === "string" && DATE.test(value)) found.push(value);
    else if (Array.isArray(value)) rest.push(...value);
    else if (isJsonObject(value)) rest.push(...Object.values(value));
  }
  return found;
}
