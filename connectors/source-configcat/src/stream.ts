import { HttpStream, type JsonObject, type RecordSchema } from "@sluice/core";
import type { Config } from "./config.js";

/**
 * What all endpoints share. ConfigCat answers its lists whole: only audit logs and change requests have pages. An id that
 * the caller may not see answers 403 or 404 (undocumented which), so such a parent is left out with a warning.
 */
export abstract class ConfigCatStream<S extends RecordSchema> extends HttpStream<S, Config> {
  protected override readonly skipSliceOn = [403, 404];

  /** The records with their secrets masked, unless the config says that they may be written. */
  protected masked(records: readonly JsonObject[], mask: (record: JsonObject) => JsonObject): readonly JsonObject[] {
    return this.config.mask_secrets === false ? records : records.map(mask);
  }
}
