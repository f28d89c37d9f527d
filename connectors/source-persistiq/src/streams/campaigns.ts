import { s } from "@sluice/core";
import { campaignFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export class Campaigns extends PersistIQStream {
  readonly name = "campaigns";
  readonly description = "Campaigns with their totals.";
  readonly schema = s.record({ id: s.key(s.string), ...campaignFields });
  override readonly recordsAt = "campaigns";

  path() {
    return "v1/campaigns";
  }
}
