import { key, record, text } from "@sluice/core";
import { campaignFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export const campaign = record({ id: key(text), ...campaignFields });

export class Campaigns extends PersistIQStream<typeof campaign> {
  readonly name = "campaigns";
  readonly description = "Campaigns with their totals.";
  readonly schema = campaign;
  protected override readonly recordsAt = "campaigns";

  protected path() {
    return "v1/campaigns";
  }
}
