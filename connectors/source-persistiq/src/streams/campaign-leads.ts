import { key, object, path, record, refers, type Slice, text } from "@sluice/core";
import { leadFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";
import { Campaigns } from "./campaigns.js";

export const campaignLead = record({
  id: key(text),
  campaign_id: refers(key(text), "campaigns"),
  mailbox_id: text,
  lead: refers(object({ id: text, ...leadFields }), "leads"),
});

export class CampaignLeads extends PersistIQStream<typeof campaignLead> {
  readonly name = "campaign_leads";
  readonly description =
    "Leads in each campaign, with the mailbox they are written from; at least one request a campaign.";
  readonly schema = campaignLead;
  protected override readonly recordsAt = "campaign_leads";
  protected override readonly inject = ["campaign_id"];
  /** The campaign was deleted since the list of campaigns was read. */
  protected override readonly skipSliceOn = [404];

  protected override slices() {
    return this.each(Campaigns, ({ id }) => ({ campaign_id: id }));
  }

  protected path({ campaign_id }: Slice) {
    return path`v1/campaigns/${campaign_id}/leads`;
  }
}
