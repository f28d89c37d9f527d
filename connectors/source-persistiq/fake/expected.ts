import type { JsonObject } from "@sluice/core";
import { campaignLeads, campaignReplies, campaigns } from "./account-campaigns.js";
import { events } from "./account-events.js";
import { domains, fields, leads, statuses, tags, users, webhookPlugin } from "./account-people.js";
import type { Row } from "./account-types.js";

/** What a connector must emit for the account, by stream and in order: each record once, however often the API sends it. */
export const expected: ReadonlyMap<string, readonly JsonObject[]> = new Map([
  ["users", records(users)],
  ["leads", records(leads)],
  ["campaigns", records(campaigns)],
  ["lead_fields", records(fields)],
  ["lead_statuses", records(statuses)],
  ["dnc_domains", records(domains)],
  ["events", records(events)],
  ["tags", records(tags)],
  ["campaign_leads", ofCampaigns(campaignLeads)],
  ["campaign_replies", ofCampaigns(campaignReplies)],
  ["webhook_plugin", [{ id: "webhook_plugin", ...webhookPlugin }]],
]);

function records(rows: readonly Row[]): readonly JsonObject[] {
  return rows.filter(({ isArchived }) => !isArchived).map(({ record }) => record);
}

/** The rows of each campaign, each with the id of its campaign. */
function ofCampaigns(lists: ReadonlyMap<string, readonly Row[]>): readonly JsonObject[] {
  return [...lists].flatMap(([campaignId, rows]) =>
    records(rows).map((record) => ({ ...record, campaign_id: campaignId })),
  );
}
