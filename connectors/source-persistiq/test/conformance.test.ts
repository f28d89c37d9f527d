import { describeConnector } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

await describeConnector({
  create: () => new PersistIQ(),
  folder: new URL("..", import.meta.url),
  start: startPersistIQ,
  wrongCredentials: (config) => ({ ...config, api_key: "wrong-key-Ab3xYz" }),
  paged: {
    users: 3,
    leads: 12,
    campaigns: 3,
    dnc_domains: 2,
    events: 3,
    tags: 2,
    campaign_leads: 15,
    campaign_replies: 14,
  },
  onePage: {
    lead_fields: "The API documents no pages; pages.test.ts reads a second page.",
    lead_statuses: "The API documents no pages and no flag.",
  },
  victim: { stream: "tags", request: /^\/v1\/tags$/ },
  settings: { incremental_leads: true },
  undeclared: [],
  // Pages are counted, and a flag ends the list.
  notApplicable: [
    "a next link to another host",
    "a next link of another scheme",
    "a next link to the same page",
    "a total that does not come true",
    "a flag that says no more pages, too early",
  ],
});
