import type { Root } from "./jinja/index.js";
import type { Templates } from "./templates.js";
import { plainSlice, type WindowNames } from "./window.js";

/** What the components of one stream are read with. */
export interface Scene {
  readonly templates: Templates;
  readonly window: WindowNames | undefined;
}

/** A slice holds texts and numbers of the parents. */
const SLICE: Root = { code: "slice", type: "object", typeOf: () => ({ type: "scalar" }) };

/** What templates of a request see besides `config`. */
export const SLICE_ROOTS: Readonly<Record<string, Root>> = {
  stream_partition: SLICE,
  stream_slice: SLICE,
};

/** What templates of a record see besides `config`. */
export const RECORD_ROOTS: Readonly<Record<string, Root>> = {
  ...SLICE_ROOTS,
  record: { code: "record", type: "object" },
};

/** A template with the names that a scene gives to the parts of a slice. */
export function plain(template: string, { window }: Scene): string {
  return plainSlice(template, window);
}
