import { describeConnector } from "@sluice/testkit/jest";
import { newKey, startAdlens } from "../fake/index.js";
import { Adlens } from "../src/index.js";

await describeConnector({
  create: () => new Adlens(),
  folder: new URL("..", import.meta.url),
  start: startAdlens,
  wrongCredentials: (config) => ({ ...config, private_key: newKey() }),
  paged: { campaigns: 2, daily_spend: 6, conversions: 2 },
  victim: { stream: "daily_spend", request: /^\/v1\/reports\/daily_spend/ },
});
