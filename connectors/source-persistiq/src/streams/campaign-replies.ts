import { DateWindowCursor, minutes, path, type Slice, s, when } from "@sluice/core";
import { PersistIQStream } from "../stream.js";
import { Campaigns } from "./campaigns.js";

export class CampaignReplies extends PersistIQStream {
  readonly name = "campaign_replies";
  readonly description = "What leads answered to each campaign; at least one request a campaign.";
  readonly schema = s.record({
    id: s.key(s.string),
    campaign_id: s.refers(s.key(s.string), "campaigns"),
    lead_id: s.refers(s.string, "leads"),
    step_message_id: s.string.describe("The message of the campaign that it answers."),
    kind: s.string,
    sentiment: s.string,
    sent_at: s.string.describe("A date-time; its format is not documented."),
    from_email: s.string,
    to_emails: s.array(s.string),
    cc_emails: s.array(s.string),
    subject: s.string,
    body: s.string.describe("HTML."),
    preview: s.string,
  });
  /** One state a campaign. A reply without `sent_at` is read only when a campaign is read for the first time. */
  override readonly cursor = new DateWindowCursor({
    field: "sent_at",
    from: "start_at",
    to: "end_at",
    lookback: minutes(1),
  });
  override readonly recordsAt = "replies";
  override readonly addParentFields = ["campaign_id"];
  override readonly errors = [when({ status: 404 }).skip("It may have been deleted since the list was read.")];

  override slices() {
    return this.each(Campaigns, ({ id }) => ({ campaign_id: id }));
  }

  path({ campaign_id }: Slice) {
    return path`v1/campaigns/${campaign_id}/replies`;
  }
}
