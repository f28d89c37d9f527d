import { describeConnector } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

describeConnector({
  create: () => new Hellobaton(),
  folder: new URL("..", import.meta.url),
  start: startHellobaton,
  wrongCredentials: (config) => ({ ...config, api_key: "wr0ngkey.a&b=c/d+e%20f" }),
  paged: { activity: 7, tasks: 5, comments: 3, time_entries: 3, milestones: 2, task_attachments: 2 },
  victim: { stream: "users", request: /^\/api\/users\/$/ },
  undeclared: [],
});
