import { DateWindow, key, list, path, record, refers, type Slice, text } from "@sluice/core";
import { PersistIQStream } from "../stream.js";
import { Campaigns } from "./campaigns.js";

export const campaignReply = record({
  id: key(text),
  campaign_id: refers(key(text), "campaigns"),
  lead_id: refers(text, "leads"),
  step_message_id: text.describe("The message of the campaign that it answers."),
  kind: text,
  sentiment: text,
  sent_at: text.describe("A date-time; its format is not documented."),
  from_email: text,
  to_emails: list(text),
  cc_emails: list(text),
  subject: text,
  body: text.describe("HTML."),
  preview: text,
});

export class CampaignReplies extends PersistIQStream<typeof campaignReply> {
  readonly name = "campaign_replies";
  readonly description = "What leads answered to each campaign; at least one request a campaign.";
  readonly schema = campaignReply;
  /** One state a campaign. A reply without `sent_at` comes only when a campaign is read for the first time. */
  override readonly cursor = new DateWindow("sent_at", { from: "start_at", to: "end_at", overlapMs: 60_000 });
  protected override readonly recordsAt = "replies";
  protected override readonly inject = ["campaign_id"];
  /** The campaign was deleted since the list of campaigns was read. */
  protected override readonly skipSliceOn = [404];

  protected override slices() {
    return this.each(Campaigns, ({ id }) => ({ campaign_id: id }));
  }

  protected path({ campaign_id }: Slice) {
    return path`v1/campaigns/${campaign_id}/replies`;
  }
}
