/** Shapes that several streams share, each defined once. */
import { s } from "@sluice/core";

/** All of a user but the id. */
export const userFields = {
  name: s.string,
  email: s.string,
  activated: s.boolean,
  default_mailbox_id: s.string,
  salesforce_id: s.string,
  mailboxes: s
    .array(s.object({ id: s.string, email: s.string, campaign_ids: s.array(s.refers(s.string, "campaigns")) }))
    .describe("Not sent by every version of the API."),
};

/** All of a lead but the id. It carries no time of creation or change. */
export const leadFields = {
  status: s.string.describe("The name of one of lead_statuses."),
  data: s.openObject.describe("A key for each of lead_fields, built-in ones and the company's own."),
  creator_id: s.refers(s.string.describe("A user. Not sent by every version of the API."), "users"),
  owner_id: s.refers(s.string.describe("A user."), "users"),
  bounced: s.boolean,
  optedout: s.boolean,
  sent_count: s.integer,
  replied_count: s.integer,
  last_sent_at: s.string.describe("A date-time; its format is not documented."),
};

/** All of a campaign but the id. */
export const campaignFields = {
  name: s.string,
  creator: s.refers(s.object({ id: s.string, name: s.string, email: s.string }), "users"),
  stats: s.object({
    prospects_contacted: s.integer,
    prospects_reached: s.integer,
    prospects_opened: s.integer,
    prospects_replied: s.integer,
    prospects_bounced: s.integer,
    prospects_optedout: s.integer,
    total_prospects: s.integer,
    total_contacted: s.integer.describe("Airbyte's name for total_prospects. No known reply has it."),
  }),
};
