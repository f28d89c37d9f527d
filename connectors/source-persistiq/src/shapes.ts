/** Shapes that several streams share, each said once. */
import { flag, integer, list, object, openObject, refers, text } from "@sluice/core";

/** All of a user but the id. */
export const userFields = {
  name: text,
  email: text,
  activated: flag,
  default_mailbox_id: text,
  salesforce_id: text,
  mailboxes: list(object({ id: text, email: text, campaign_ids: list(refers(text, "campaigns")) })).describe(
    "Not sent by every version of the API.",
  ),
};

/** All of a lead but the id. It carries no time of creation or change. */
export const leadFields = {
  status: text.describe("The name of one of lead_statuses."),
  data: openObject.describe("A key for each of lead_fields, built-in ones and the company's own."),
  creator_id: refers(text.describe("A user. Not sent by every version of the API."), "users"),
  owner_id: refers(text.describe("A user."), "users"),
  bounced: flag,
  optedout: flag,
  sent_count: integer,
  replied_count: integer,
  last_sent_at: text.describe("A date-time; its format is not documented."),
};

/** All of a campaign but the id. */
export const campaignFields = {
  name: text,
  creator: refers(object({ id: text, name: text, email: text }), "users"),
  stats: object({
    prospects_contacted: integer,
    prospects_reached: integer,
    prospects_opened: integer,
    prospects_replied: integer,
    prospects_bounced: integer,
    prospects_optedout: integer,
    total_prospects: integer,
    total_contacted: integer.describe("Airbyte's name for total_prospects. No reply is known that has it."),
  }),
};
