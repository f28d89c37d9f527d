import { extractList, isJsonObject, JsonScanner, type JsonValue, NOT_JSON } from "@sluice/core/json";
import { descriptorIn, type StreamDescriptor, type StreamKey, streamKey } from "../streams/stream.js";
import { valueAt } from "../tables/canonical.js";

/** A state that covers one stream. `text` is as the source wrote it, byte for byte. */
export interface OneStreamState {
  readonly kind: "STREAM";
  readonly stream: StreamDescriptor;
  readonly text: string;
}

/** A state that all streams share, with a part for each. */
export interface GlobalState {
  readonly kind: "GLOBAL";
  /** The shared state as JSON text; "" where there is none. */
  readonly shared: string;
  /** The elements of `stream_states` as JSON text. */
  readonly parts: ReadonlyMap<StreamKey, string>;
  /** The streams that have a part. */
  readonly descriptors: readonly StreamDescriptor[];
}

/** A state that covers all streams and cannot be split: LEGACY, or GLOBAL without parts. */
export interface WholeState {
  readonly kind: "WHOLE";
  /** What the source is given back: its own object (LEGACY), or a list with the message (GLOBAL). */
  readonly text: string;
}

export type StateMessage = OneStreamState | GlobalState | WholeState;

/**
 * Reads the `state` member of a STATE message, or an element of a list of states as a user or a tool passes it. Numbers keep
 * all their digits, because states are cut out of the text and never written again.
 *
 * @returns undefined if it is not a state.
 */
export function stateIn(text: string): StateMessage | undefined {
  const value = JSON.parse(text) as JsonValue;
  if (!isJsonObject(value)) return undefined;
  const { type, stream, global, data } = value;
  if (type === "STREAM" || (type === undefined && isJsonObject(stream))) return oneStream(stream, text);
  if (type === "GLOBAL" || (type === undefined && isJsonObject(global))) return globalState(global, text);
  if (type !== undefined && type !== "LEGACY") return undefined;
  return isJsonObject(data) ? { kind: "WHOLE", text: memberOf(text, ["data"]) ?? "{}" } : undefined;
}

function oneStream(stream: JsonValue | undefined, text: string): OneStreamState | undefined {
  const descriptor = isJsonObject(stream) ? descriptorIn(stream["stream_descriptor"]) : undefined;
  return descriptor && { kind: "STREAM", stream: descriptor, text };
}

function globalState(global: JsonValue | undefined, text: string): GlobalState | WholeState | undefined {
  if (!isJsonObject(global)) return undefined;
  const { stream_states: states = [] } = global;
  if (!Array.isArray(states)) return undefined;
  const elements = extractList(Buffer.from(text), "global.stream_states")?.elements ?? [];
  const parts = new Map<StreamKey, string>();
  const descriptors: StreamDescriptor[] = [];
  for (const element of elements) {
    const part = element.toString();
    const value = JSON.parse(part) as JsonValue;
    const descriptor = isJsonObject(value) ? descriptorIn(value["stream_descriptor"]) : undefined;
    if (descriptor === undefined) return undefined;
    parts.set(streamKey(descriptor), part);
    descriptors.push(descriptor);
  }
  if (global["stream_states"] === undefined) return { kind: "WHOLE", text: `[${text}]` };
  return { kind: "GLOBAL", shared: memberOf(text, ["global", "shared_state"]) ?? "", parts, descriptors };
}

/** A GLOBAL message of these parts. */
export function globalText(shared: string, parts: readonly string[]): string {
  const member = shared === "" ? "" : `"shared_state":${shared},`;
  return `{"type":"GLOBAL","global":{${member}"stream_states":[${parts.join(",")}]}}`;
}

/** Cuts a member out of a JSON object; undefined if there is none. */
function memberOf(text: string, path: readonly string[]): string | undefined {
  const bytes = Buffer.from(text);
  return valueAt(bytes, new JsonScanner(bytes).blanks(0), path);
}

/**
 * Reads the value of `--state`: a list of states or of STATE messages, one of them, or a source's own object
 * (LEGACY).
 *
 * @returns undefined if it is not JSON, or a list of something else.
 */
export function statesIn(text: string): readonly StateMessage[] | undefined {
  const bytes = Buffer.from(text.trim());
  const scanner = new JsonScanner(bytes);
  if (scanner.value(0) !== bytes.length || scanner.value(0) === NOT_JSON) return undefined;
  const list = extractList(bytes, "")?.elements.map(String) ?? [bytes.toString()];
  const states = list.map((element) => stateIn(memberOf(element, ["state"]) ?? element));
  if (states.every((state) => state !== undefined)) return states;
  return bytes[0] === "{".charCodeAt(0) ? [{ kind: "WHOLE", text: bytes.toString() }] : undefined;
}
