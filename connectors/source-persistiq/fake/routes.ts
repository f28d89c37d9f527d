import type { FakeApi } from "@sluice/testkit";
import { campaignLeads, campaignReplies, campaigns } from "./account-campaigns.js";
import { events } from "./account-events.js";
import { domains, fields, leads, statuses, tags, users, webhookPlugin } from "./account-people.js";
import type { Row } from "./account-types.js";
import { after, from, is, type List, NOT_FOUND, pageOf, unflagged, until } from "./replies.js";

/** Lists without a parent. */
const LISTS: readonly (List & { readonly rows: readonly Row[] })[] = [
  { key: "users", size: 25, rows: users },
  {
    key: "leads",
    size: 100,
    repeatAfter: 4,
    rows: leads,
    filters: {
      status: is("status"),
      status_id: is("status_id"),
      email: is("email"),
      updated_after: after("updated_at"),
      created_after: after("created_at"),
    },
  },
  {
    key: "campaigns",
    size: 100,
    rows: campaigns,
    filters: { name: is("name"), owner_id: is("owner_id"), lead_id: is("lead_id") },
  },
  { key: "lead_fields", rows: fields },
  { key: "lead_statuses", rows: statuses },
  { key: "dnc_domains", size: 100, rows: domains },
  {
    key: "events",
    size: 500,
    repeatAfter: 1,
    rows: events,
    filters: {
      group: is("group"),
      campaign: is("campaign"),
      lead: is("lead"),
      user: is("user"),
      start_at: from("at"),
      end_at: until("at"),
    },
  },
  { key: "tags", size: 50, rows: tags },
];

const CAMPAIGN_LEADS: List = { key: "campaign_leads", size: 50, repeatAfter: 1 };

const CAMPAIGN_REPLIES: List = {
  key: "replies",
  size: 20,
  filters: { lead_id: is("lead_id"), start_at: from("at"), end_at: until("at") },
};

/** @param withoutFlags lists that are answered completely, without `has_more` and `next_page`. Looked at with each request. */
export function addRoutes(api: FakeApi, withoutFlags: ReadonlySet<string>): void {
  for (const { rows, ...list } of LISTS) {
    api.get(`/v1/${list.key}`, (request) =>
      withoutFlags.has(list.key) ? unflagged(list, rows) : pageOf(list, rows, request, api.url),
    );
  }
  addChildren(api, "leads", CAMPAIGN_LEADS, campaignLeads);
  addChildren(api, "replies", CAMPAIGN_REPLIES, campaignReplies);
  api.get("/v1/webhook_plugin", () => ({ json: webhookPlugin }));
  api.get("/v1/leads/:id", ({ params }) => {
    const { id = "" } = params;
    const lead = leads.find(({ record, facts }) => record["id"] === id || facts["email"] === id);
    return lead === undefined ? NOT_FOUND : { json: { status: "success", error: null, lead: lead.record } };
  });
}

function addChildren(api: FakeApi, name: string, list: List, rowsOf: ReadonlyMap<string, readonly Row[]>): void {
  api.get(`/v1/campaigns/:id/${name}`, (request) => {
    const rows = rowsOf.get(request.params["id"] ?? "");
    return rows === undefined ? NOT_FOUND : pageOf(list, rows, request, api.url);
  });
}
