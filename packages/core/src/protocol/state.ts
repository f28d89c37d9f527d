import { isJsonObject, type JsonObject } from "./json.js";

/** What a full-refresh stream without resumable pages sends at its end, and what means "start over" on input. */
export const NO_CURSOR_STATE: JsonObject = { __ab_no_cursor_state_message: true };

const COMPLETE_KEY = "__ab_full_refresh_sync_complete";

/** What a full refresh that can be gone on with sends at its end, and for each of its partitions that is done. */
export const COMPLETE_STATE: JsonObject = { [COMPLETE_KEY]: true };

const NO_CURSOR_KEY = "__ab_no_cursor_state_message";

/** The state of each stream that has one. */
export type StateByStream = ReadonlyMap<string, JsonObject>;

/** True for the state that says that there is nothing to go on from. */
export function isNoCursor(state: JsonObject): boolean {
  return NO_CURSOR_KEY in state;
}

/** True if an earlier attempt of the same job finished this stream: there is nothing left to do for it. */
export function isAlreadyComplete(state: JsonObject | undefined): boolean {
  return state?.[COMPLETE_KEY] === true;
}

/**
 * Reads what `--state` may hold: an array of STATE payloads, with or without their envelope, of the types STREAM, GLOBAL
 * and LEGACY, with nulls and stray keys, or an old single object. Never throws; `ignored` says what was not understood.
 */
export function parseState(input: unknown): { states: StateByStream; ignored: readonly string[] } {
  const states = new Map<string, JsonObject>();
  const ignored: string[] = [];
  const keep = (name: string, state: unknown) => {
    if (state === undefined || state === null) return;
    if (!isJsonObject(state)) ignored.push(`the part of "${name}" is not an object`);
    else if (Object.keys(state).length > 0 && !isNoCursor(state)) states.set(name, state);
  };
  const keepStream = (entry: unknown, where: string) => {
    const descriptor = isJsonObject(entry) ? entry["stream_descriptor"] : undefined;
    if (!isJsonObject(entry) || !isJsonObject(descriptor) || typeof descriptor["name"] !== "string") {
      ignored.push(`${where} names no stream`);
    } else keep(descriptor["name"], entry["stream_state"]);
  };
  const keepLegacy = (data: JsonObject) => {
    for (const [name, state] of Object.entries(data)) keep(name, state);
  };

  if (input === undefined || input === null) return { states, ignored };
  if (isJsonObject(input)) {
    keepEntry(input, "the state");
  } else if (Array.isArray(input)) {
    for (const [index, entry] of input.entries()) {
      if (isJsonObject(entry)) keepEntry(entry, `entry ${index}`);
      else ignored.push(`entry ${index} is not an object`);
    }
  } else ignored.push("it is neither an array nor an object");
  return { states, ignored };

  function keepEntry(entry: JsonObject, where: string): void {
    const payload = entry["type"] === "STATE" && isJsonObject(entry["state"]) ? entry["state"] : entry;
    const { stream, global, data, type } = payload;
    if (isJsonObject(stream)) keepStream(stream, where);
    else if (isJsonObject(global)) {
      const parts = Array.isArray(global["stream_states"]) ? global["stream_states"] : [];
      for (const part of parts) keepStream(part, where);
    } else if (isJsonObject(data)) keepLegacy(data);
    else if (type === undefined) keepLegacy(payload);
    else if (Object.keys(payload).some((key) => key !== "type" && payload[key] !== null)) {
      ignored.push(`${where} has no stream, global or data part`);
    }
  }
}
