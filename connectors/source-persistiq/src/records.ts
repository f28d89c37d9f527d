/** The types of the records, named after one of each stream. They are made of the schemas. */
import type { RecordsOf } from "@sluice/core";
import type { CampaignLeads } from "./streams/campaign-leads.js";
import type { CampaignReplies } from "./streams/campaign-replies.js";
import type { Campaigns } from "./streams/campaigns.js";
import type { DncDomains } from "./streams/dnc-domains.js";
import type { Events } from "./streams/events.js";
import type { LeadFields } from "./streams/lead-fields.js";
import type { LeadStatuses } from "./streams/lead-statuses.js";
import type { Leads } from "./streams/leads.js";
import type { Tags } from "./streams/tags.js";
import type { Users } from "./streams/users.js";
import type { WebhookPlugin } from "./streams/webhook-plugin.js";

export type CampaignLeadRecord = RecordsOf<CampaignLeads>;
export type CampaignReplyRecord = RecordsOf<CampaignReplies>;
export type CampaignRecord = RecordsOf<Campaigns>;
export type DncDomainRecord = RecordsOf<DncDomains>;
export type EventRecord = RecordsOf<Events>;
export type LeadFieldRecord = RecordsOf<LeadFields>;
export type LeadStatusRecord = RecordsOf<LeadStatuses>;
export type LeadRecord = RecordsOf<Leads>;
export type TagRecord = RecordsOf<Tags>;
export type UserRecord = RecordsOf<Users>;
export type WebhookPluginRecord = RecordsOf<WebhookPlugin>;
