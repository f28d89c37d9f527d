import { type ErrorRule, type HttpResponse, HttpStream, type JsonObject, when } from "@sluice/core";
import type { Config } from "./config.js";

/** How ConfigCat refuses a parent; which of the two is undocumented. */
export const REFUSED = { status: [403, 404] };

/**
 * Shared by all endpoints. ConfigCat sends complete lists: only audit logs and change requests have pages. A parent
 * that the user may not see is skipped with a warning.
 */
export abstract class ConfigCatStream extends HttpStream<Config> {
  override readonly errors: readonly ErrorRule[] = [when(REFUSED).skip("The user may not see it.")];

  /** The body of a refusal is not documented: ASP.NET sends none, or JSON. A web page or plain text is not from ConfigCat. */
  override isApiReply(response: HttpResponse): boolean {
    return response.body.length === 0 || super.isApiReply(response);
  }

  /** The records with their secrets masked, unless the config says that they may be written. */
  protected masked(records: readonly JsonObject[], mask: (record: JsonObject) => JsonObject): readonly JsonObject[] {
    return this.config.mask_secrets === false ? records : records.map(mask);
  }
}
