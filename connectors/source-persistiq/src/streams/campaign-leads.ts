import { path, type Slice, s, when } from "@sluice/core";
import { leadFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";
import { Campaigns } from "./campaigns.js";

export class CampaignLeads extends PersistIQStream {
  readonly name = "campaign_leads";
  readonly description =
    "Leads in each campaign, with the mailbox they are written from; at least one request a campaign.";
  readonly schema = s.record({
    id: s.key(s.string),
    campaign_id: s.refers(s.key(s.string), "campaigns"),
    mailbox_id: s.string,
    lead: s.refers(s.object({ id: s.string, ...leadFields }), "leads"),
  });
  override readonly recordsAt = "campaign_leads";
  override readonly addParentFields = ["campaign_id"];
  override readonly errors = [when({ status: 404 }).skip("It may have been deleted since the list was read.")];

  override slices() {
    return this.each(Campaigns, ({ id }) => ({ campaign_id: id }));
  }

  path({ campaign_id }: Slice) {
    return path`v1/campaigns/${campaign_id}/leads`;
  }
}
