import { type Component, componentAt, isComponent, textAt } from "../document/component.js";
import type { JsonValue } from "../document/json.js";

/** The window that a stream is read by, as its templates see it. */
export interface Window {
  /** The names of its bounds. */
  readonly from: string;
  readonly to: string;
  /**
   * True where its bounds are values of the slice: they are parts of other values, or more than requests is made of them. Else each
   * is a parameter, which the cursor sets.
   */
  readonly isInSlice: boolean;
  /** Whether anything depends on its end. */
  readonly hasEnd: boolean;
}

/** The window of a stream; undefined if it is not read by windows. */
export function windowOf(stream: Component): Window | undefined {
  const cursor = componentAt(stream, "incremental_sync");
  if (cursor === undefined) return undefined;
  const names = {
    from: textAt(cursor, "partition_field_start") ?? "start_time",
    to: textAt(cursor, "partition_field_end") ?? "end_time",
  };
  const options = [
    { template: "{{ window_from }}", place: placeOfOption(componentAt(cursor, "start_time_option")) },
    { template: "{{ window_to }}", place: placeOfOption(componentAt(cursor, "end_time_option")) },
  ].filter(({ place }) => place !== undefined);
  const { incremental_sync: _sync, schema_loader: _loader, ...rest } = stream;
  const uses = [...options, ...usesIn(rest, undefined, names)];
  return {
    ...names,
    isInSlice: !areParameters(uses),
    hasEnd: uses.some(({ template }) => /(?<!['".\w])window_to\b/.test(template)),
  };
}

/** A template with a bound in it, and the part of a request that it is a value of. */
interface Use {
  readonly template: string;
  readonly place: string | undefined;
}

function placeOfOption(option: Component | undefined): string | undefined {
  return option && (textAt(option, "inject_into") ?? "request_parameter").replace(/^body_.*/, "body");
}

const PLACES: Readonly<Record<string, string>> = { request_parameters: "request_parameter", request_headers: "header" };

/** Parts of a stream that are not its own, and parameters, which are parts of its templates already. */
const OTHERS: ReadonlySet<string> = new Set(["partition_router", "$parameters"]);

function usesIn(value: JsonValue | undefined, place: string | undefined, names: BoundNames): readonly Use[] {
  if (typeof value === "string") {
    const template = plainSlice(value, names);
    return hasWindow(template) ? [{ template, place }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((part: JsonValue) => usesIn(part, undefined, names));
  if (!isComponent(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    OTHERS.has(name) ? [] : usesIn(part, PLACES[name] ?? place, names),
  );
}

/** Whether there is one parameter for the start, and at most one for the end, in the same place. */
function areParameters(uses: readonly Use[]): boolean {
  if (uses.length === 0) return true;
  const [from, ...others] = uses.filter(({ template }) => isBound(template, "window_from"));
  const ends = uses.filter(({ template }) => isBound(template, "window_to"));
  if (from?.place === undefined || others.length > 0 || ends.length > 1 || uses.length > 1 + ends.length) return false;
  return ends.every(({ place }) => place === from.place);
}

/** Whether a template is one of the bounds, and nothing else. */
export function isBound(template: string, name: "window_from" | "window_to"): boolean {
  return new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(template.trim());
}

type BoundNames = Pick<Window, "from" | "to">;

/**
 * A template whose bounds are the names `window_from` and `window_to`, and whose further fields of a parent are values of the slice,
 * because that is what they are in a connector.
 */
export function plainSlice(template: string, names: BoundNames | undefined): string {
  const plain = template.replaceAll(PARENT_SLICE, "parent_slice").replaceAll(SLICE_PARTS, "$1");
  if (names === undefined) return plain;
  return plain.replaceAll(bound(names.from), "window_from").replaceAll(bound(names.to), "window_to");
}

/** `.NAME`, `['NAME']` or `.get('NAME', {})` behind a slice. */
function partOfSlice(name: string): string {
  return `(?:\\.(?:${name})\\b(?!\\()|\\[\\s*['"](?:${name})['"]\\s*\\]|\\.get\\(\\s*['"](?:${name})['"]\\s*(?:,\\s*\\{\\s*\\})?\\s*\\))`;
}

const SLICE_PARTS = new RegExp(
  `\\b(stream_(?:slice|partition|interval))${partOfSlice("extra_fields|cursor_slice|partition")}`,
  "g",
);

/** The slice of the parent. */
const PARENT_SLICE = new RegExp(`\\bstream_(?:slice|partition|interval)${partOfSlice("parent_slice")}`, "g");

function bound(name: string): RegExp {
  return new RegExp(
    `\\bstream_(?:interval|slice|partition)(?:\\.(?!get\\()${name}\\b|\\[\\s*['"]${name}['"]\\s*\\]|\\.get\\(\\s*['"]${name}['"]\\s*(?:,[^)]*)?\\))`,
    "g",
  );
}

/** Whether a template has a bound of the window in it. */
export function hasWindow(template: string): boolean {
  return /(?<!['".\w])window_(from|to)\b(?!['"])/.test(template);
}
