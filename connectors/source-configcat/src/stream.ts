import { type HttpResponse, HttpStream, type JsonObject } from "@sluice/core";
import type { Config } from "./config.js";

/**
 * Shared by all endpoints. ConfigCat sends complete lists: only audit logs and change requests have pages. An id that
 * the caller may not see answers 403 or 404 (undocumented which), so such a parent is skipped with a warning.
 */
export abstract class ConfigCatStream extends HttpStream<Config> {
  override readonly skipSliceOn = [403, 404];

  /** The body of a refusal is not documented: ASP.NET sends none, or JSON. A web page or plain text is not from ConfigCat. */
  override isApiReply(response: HttpResponse): boolean {
    return response.body.length === 0 || super.isApiReply(response);
  }

  /** The records with their secrets masked, unless the config says that they may be written. */
  protected masked(records: readonly JsonObject[], mask: (record: JsonObject) => JsonObject): readonly JsonObject[] {
    return this.config.mask_secrets === false ? records : records.map(mask);
  }
}
