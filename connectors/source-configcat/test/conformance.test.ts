import { describeConnector } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

await describeConnector({
  create: () => new ConfigCat(),
  folder: new URL("..", import.meta.url),
  start: startConfigCat,
  wrongCredentials: (config) => ({ ...config, password: "wrong-pass:word%1" }),
  settings: { start_date: new Date(Date.now() - 58 * 86_400_000).toISOString().slice(0, 10) }, // two windows instead of 26
  paged: { audit_logs: 6, product_audit_logs: 11 },
  onePage: { change_requests: "change-requests.test.ts reads several pages." },
  victim: { stream: "segment_details", request: /^\/v1\/segments\/[^/]+$/ },
  undeclared: ["configs.lifecycle"],
  // Pages are counted, and a flag ends the list.
  notApplicable: [
    "a next link to another host",
    "a next link of another scheme",
    "a next link to the same page",
    "a total that does not come true",
    "a flag that says no more pages, too early",
  ],
});
