import { describeConnector } from "@sluice/testkit/jest";
import { startRolodex } from "../fake/index.js";
import { Rolodex } from "../src/index.js";

await describeConnector({
  create: () => new Rolodex(),
  folder: new URL("..", import.meta.url),
  start: startRolodex,
  wrongCredentials: (config) => ({ ...config, access_token: "wrong-Ab3xYz", refresh_token: "wrong-Cd4vWq" }),
  paged: { contacts: 3, deals: 2, notes: 3 },
  victim: { stream: "deals", request: /^\/v3\/deals\/search$/ },
  notApplicable: [
    "a total that does not come true",
    "a flag that says no more pages, too early",
    "notes: GraphQL errors next to the data",
  ],
});
