import type { PrivateFields } from "../private-columns/fields.js";
import type { KeyPath } from "../streams/stream.js";
import type { Deletes } from "../tables/deletes.js";

/** How the user wants a stream to be read; the source decides about the rest. */
export interface StreamSettings {
  readonly mode?: "full_refresh" | "incremental";
  /** The path of the field that distinguishes new records from old ones. */
  readonly cursor?: KeyPath;
  readonly key?: readonly KeyPath[];
  /** What happens to rows whose records the source deleted. By default marked records mark them, and a full refresh removes them. */
  readonly deletes?: Deletes;
  /** The settings of several patterns that mean a stream add up. */
  readonly columns?: PrivateFields;
}
