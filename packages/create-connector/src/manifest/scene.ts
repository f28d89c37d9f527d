import { plainSlice, type Window } from "./incremental/window.js";
import { memberText, type Root } from "./jinja/index.js";
import { plainToken } from "./paging/plain-token.js";
import { SLICE } from "./partitions/slice-roots.js";
import type { Templates } from "./templates.js";

/** What the components of one stream are read with. */
export interface Scene {
  readonly templates: Templates;
  readonly window: Window | undefined;
  /** Whether it has partitions. */
  readonly isPartitioned: boolean;
}

/** What templates of a request see besides `config`. A slice holds texts and numbers: of the parents, and of the window. */
export function sliceRoots({ window, isPartitioned }: Scene): Readonly<Record<string, Root>> {
  const slice: Root = {
    ...SLICE,
    isTrue: isPartitioned || window !== undefined,
    isEmpty: !isPartitioned, // the bounds of a window have names of their own
  };
  const ofSlice = { stream_interval: slice, stream_partition: slice, stream_slice: slice, parent_slice: SLICE };
  if (window?.isInSlice !== true) return ofSlice;
  const boundNamed = (name: string): Root => ({ code: `slice${memberText(name)}`, type: "scalar" });
  return { ...ofSlice, window_from: boundNamed(window.from), window_to: boundNamed(window.to) };
}

/** What templates of a record see besides `config`. */
export function recordRoots(scene: Scene, record = "record"): Readonly<Record<string, Root>> {
  return { ...sliceRoots(scene), record: { code: record, type: "object" } };
}

/** A template with the names that a scene gives to the parts of a slice, and to the page's token. */
export function plain(template: string, { window }: Scene): string {
  return plainToken(plainSlice(template, window));
}
