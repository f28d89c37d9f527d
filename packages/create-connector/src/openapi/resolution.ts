import type { SlicingDesign } from "../design/design.js";
import type { Value } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import type { ListDraft } from "./draft.js";
import type { ApiParameter } from "./operations.js";

/** Where the values of a list's parameters come from. */
export interface Resolution {
  /** The value of each parameter of the path, query and headers, by its place and name. */
  readonly values: ReadonlyMap<ApiParameter, Value>;
  readonly slicing?: SlicingDesign;
  readonly parent?: ListDraft;
  /** Slice values that records get, with the field of the parent that they come from. */
  readonly added: readonly string[];
  /** The types of these values. */
  readonly types: Readonly<Record<string, "integer" | "string">>;
  readonly settings: readonly SettingDesign[];
  /** What a user has to know of the settings, one sentence each. */
  readonly remarks: readonly string[];
}
