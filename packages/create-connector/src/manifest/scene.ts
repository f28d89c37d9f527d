import type { Root } from "./jinja/index.js";
import { plainToken } from "./plain-token.js";
import { SLICE } from "./slice-roots.js";
import type { Templates } from "./templates.js";
import { plainSlice, type Window } from "./window.js";

/** What the components of one stream are read with. */
export interface Scene {
  readonly templates: Templates;
  readonly window: Window | undefined;
  /** Whether it has partitions. */
  readonly isPartitioned: boolean;
}

/** What templates of a request see besides `config`. */
export const SLICE_ROOTS: Readonly<Record<string, Root>> = {
  stream_partition: SLICE,
  stream_slice: SLICE,
  parent_slice: SLICE,
};

/** What templates of a record see besides `config`. */
export function recordRoots(scene: Scene, record = "record"): Readonly<Record<string, Root>> {
  return { ...sliceRoots(scene), record: { code: record, type: "object" } };
}

/** A template with the names that a scene gives to the parts of a slice. */
export function plain(template: string, { window }: Scene): string {
  return plainToken(plainSlice(template, window));
}
