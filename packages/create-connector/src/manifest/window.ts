import { type Component, componentAt, isComponent, textAt } from "./component.js";
import type { Root } from "./jinja/index.js";
import type { JsonObject, JsonValue } from "./json.js";

/** The names under which templates see the bounds of a window. */
export interface WindowNames {
  readonly from: string;
  readonly to: string;
}

/** The names of a stream's window; undefined if it is not read by windows. */
export function windowNames(stream: Component): WindowNames | undefined {
  const cursor = componentAt(stream, "incremental_sync");
  if (cursor === undefined) return undefined;
  return {
    from: textAt(cursor, "partition_field_start") ?? "start_time",
    to: textAt(cursor, "partition_field_end") ?? "end_time",
  };
}

/** In a change of the request the bounds are variables. */
export const WINDOW_ROOTS: Readonly<Record<string, Root>> = {
  window_from: { code: "from", type: "scalar" },
  window_to: { code: "to", type: "scalar" },
};

/**
 * A template whose bounds are the names `window_from` and `window_to`, and whose further fields of a parent are values of the slice,
 * because that is what they are in a connector.
 */
export function plainSlice(template: string, names: WindowNames | undefined): string {
  const plain = template.replaceAll(SLICE_PARTS, "$1");
  if (names === undefined) return plain;
  return plain.replaceAll(bound(names.from), "window_from").replaceAll(bound(names.to), "window_to");
}

const SLICE_PARTS =
  /\b(stream_(?:slice|partition))(?:\.(?:extra_fields|cursor_slice|partition|parent_slice)\b(?!\()|\[\s*['"](?:extra_fields|cursor_slice|partition|parent_slice)['"]\s*\]|\.get\(\s*['"](?:extra_fields|cursor_slice|partition|parent_slice)['"]\s*(?:,\s*\{\s*\})?\s*\))/g;

function bound(name: string): RegExp {
  return new RegExp(
    `\\bstream_(?:interval|slice|partition)(?:\\.(?!get\\()${name}\\b|\\[\\s*['"]${name}['"]\\s*\\]|\\.get\\(\\s*['"]${name}['"]\\s*(?:,[^)]*)?\\))`,
    "g",
  );
}

/** Whether a template has a bound of the window in it. */
export function hasWindow(template: string): boolean {
  return /\bwindow_(from|to)\b/.test(template);
}

/** What stays of a JSON value without the texts that have a bound in them, and those texts by their path. */
export interface SplitValue {
  readonly rest: JsonValue;
  readonly bounds: Readonly<Record<string, string>>;
}

export function splitWindow(value: JsonValue, path: readonly string[] = []): SplitValue | undefined {
  if (typeof value === "string" && hasWindow(value)) return undefined;
  if (Array.isArray(value)) return splitList(value as readonly JsonValue[], path);
  return isComponent(value) ? splitObject(value, path) : { rest: value, bounds: {} };
}

function splitList(list: readonly JsonValue[], path: readonly string[]): SplitValue {
  const parts = list.map((part, index) => partOf(part, [...path, String(index)]));
  return {
    rest: parts.map(({ rest }) => rest ?? null),
    bounds: Object.assign({}, ...parts.map(({ bounds }) => bounds)),
  };
}

function splitObject(object: JsonObject, path: readonly string[]): SplitValue {
  const parts = Object.entries(object).map(([name, part]) => [name, partOf(part, [...path, name])] as const);
  const rest = parts.flatMap(([name, part]) => (part.rest === undefined ? [] : [[name, part.rest] as const]));
  return { rest: Object.fromEntries(rest), bounds: Object.assign({}, ...parts.map(([, { bounds }]) => bounds)) };
}

function partOf(
  part: JsonValue,
  path: readonly string[],
): { rest?: JsonValue; bounds: Readonly<Record<string, string>> } {
  return splitWindow(part, path) ?? { bounds: { [path.join(".")]: String(part) } };
}
