import { isJsonObject, type JsonObject, type JsonValue } from "./json.js";

const NO_CURSOR_KEY = "__ab_no_cursor_state_message";

/** The last state of a full refresh without resumable pages. On input it means "start over". */
export const NO_CURSOR_STATE: JsonObject = { [NO_CURSOR_KEY]: true };

const COMPLETE_KEY = "__ab_full_refresh_sync_complete";

/** The last state of a full refresh that can resume, and the state of each of its complete partitions. */
export const COMPLETE_STATE: JsonObject = { [COMPLETE_KEY]: true };

/** The state of each stream that has one. */
export type StateByStream = ReadonlyMap<string, JsonObject>;

/** True for the state that says that there is no cursor to resume from. */
export function hasNoCursor(state: JsonObject): boolean {
  return NO_CURSOR_KEY in state;
}

/** True if an earlier attempt of the same job finished this stream: there is nothing left to do for it. */
export function isAlreadyComplete(state: JsonObject | undefined): boolean {
  return state?.[COMPLETE_KEY] === true;
}

/** The content of a state file: the state of each stream, and the entries that were not understood. */
export interface ParsedState {
  readonly states: StateByStream;
  readonly ignored: readonly string[];
}

/**
 * Reads what `--state` may hold: an array of STATE payloads, with or without their envelope, of the types STREAM, GLOBAL and
 * LEGACY, with nulls and stray keys; an old single object; and the forms in which Airbyte's UI and API show the state of a
 * connection, with `streamDescriptor` and `streamState`. Never throws; `ignored` lists what was not understood.
 */
export function parseState(input: unknown): ParsedState {
  const parser = new StateParser();
  if (Array.isArray(input)) for (const [index, entry] of input.entries()) parser.entry(entry, `entry ${index}`);
  else if (input !== undefined && input !== null) parser.entry(input, "the state");
  return parser;
}

/** Airbyte's API and UI write camelCase where the protocol writes snake_case. */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  streamDescriptor: "stream_descriptor",
  streamState: "stream_state",
  streamStates: "stream_states",
  sharedState: "shared_state",
  globalState: "global",
};

class StateParser implements ParsedState {
  readonly states = new Map<string, JsonObject>();
  readonly ignored: string[] = [];

  entry(given: unknown, where: string): void {
    if (!isJsonObject(given)) {
      this.ignored.push(`${where} is not an object`);
      return;
    }
    const payload = withProtocolNames(
      given["type"] === "STATE" && isJsonObject(given["state"]) ? given["state"] : given,
    );
    const { stream, global, data, type, stateType, state } = payload;
    if (isJsonObject(stream)) this.#stream(stream, where);
    else if (isJsonObject(global)) this.#streams(withProtocolNames(global)["stream_states"], where);
    else if (isJsonObject(data)) this.#legacy(data);
    else if ("stream_descriptor" in payload) this.#stream(payload, where);
    else if (stateType !== undefined) this.#connectionState(payload, where);
    else if (type === undefined) this.#legacy(payload);
    else if (Object.keys(payload).some((key) => key !== "type" && payload[key] !== null) || state !== undefined) {
      this.ignored.push(`${where} has no stream, global or data part`);
    }
  }

  /** As Airbyte's API has it: `{ stateType: "stream", streamState: [...] }`, `"legacy"` with `state`, or `"not_set"`. */
  #connectionState({ stateType, stream_state, state }: JsonObject, where: string): void {
    if (Array.isArray(stream_state)) this.#streams(stream_state, where);
    else if (isJsonObject(state)) this.#legacy(state);
    else if (stateType !== "not_set")
      this.ignored.push(`${where} has the type ${JSON.stringify(stateType)}, but no state`);
  }

  #streams(parts: JsonValue | undefined, where: string): void {
    for (const part of Array.isArray(parts) ? parts : []) this.#stream(part, where);
  }

  #stream(given: unknown, where: string): void {
    const entry = isJsonObject(given) ? withProtocolNames(given) : {};
    const descriptor = entry["stream_descriptor"];
    if (isJsonObject(descriptor) && typeof descriptor["name"] === "string")
      this.#keep(descriptor["name"], entry["stream_state"]);
    else this.ignored.push(`${where} names no stream`);
  }

  #legacy(data: JsonObject): void {
    for (const [name, state] of Object.entries(data)) this.#keep(name, state);
  }

  #keep(name: string, state: JsonValue | undefined): void {
    if (state === undefined || state === null) return;
    if (!isJsonObject(state)) this.ignored.push(`the part of "${name}" is not an object`);
    else if (Object.keys(state).length > 0 && !hasNoCursor(state)) this.states.set(name, state);
  }
}

function withProtocolNames(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [PROTOCOL_NAMES[name] ?? name, value]));
}
