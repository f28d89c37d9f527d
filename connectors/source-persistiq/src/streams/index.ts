import { CampaignLeads } from "./campaign-leads.js";
import { CampaignReplies } from "./campaign-replies.js";
import { Campaigns } from "./campaigns.js";
import { DncDomains } from "./dnc-domains.js";
import { Events } from "./events.js";
import { LeadFields } from "./lead-fields.js";
import { LeadStatuses } from "./lead-statuses.js";
import { Leads } from "./leads.js";
import { Tags } from "./tags.js";
import { Users } from "./users.js";
import { WebhookPlugin } from "./webhook-plugin.js";

export * from "./campaign-leads.js";
export * from "./campaign-replies.js";
export * from "./campaigns.js";
export * from "./dnc-domains.js";
export * from "./events.js";
export * from "./lead-fields.js";
export * from "./lead-statuses.js";
export * from "./leads.js";
export * from "./tags.js";
export * from "./users.js";
export * from "./webhook-plugin.js";

/** In the order in which `discover` lists them. */
export const streams = [
  Users,
  Leads,
  Campaigns,
  LeadFields,
  LeadStatuses,
  DncDomains,
  Events,
  Tags,
  CampaignLeads,
  CampaignReplies,
  WebhookPlugin,
];
