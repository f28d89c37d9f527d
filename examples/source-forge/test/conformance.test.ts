import { describeConnector } from "@sluice/testkit/jest";
import { startForge } from "../fake/index.js";
import { Forge } from "../src/index.js";

await describeConnector({
  create: () => new Forge(),
  folder: new URL("..", import.meta.url),
  start: startForge,
  wrongCredentials: (config) => ({ ...config, api_token: "wrong-Ab3xYz" }),
  paged: { organizations: 2, repositories: 5, issues: 10, comments: 24 },
  victim: { stream: "comments", request: /\/comments$/ },
  notApplicable: [
    "a total that does not come true",
    "a flag that says no more pages, too early",
    "a flag that says more pages, forever",
  ],
});
