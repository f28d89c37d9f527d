import { describeConnector } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

/** Their lists page as those of the other streams do, and the fake has fewer than 100 records of each. */
const ONE_PAGE = [
  ...["companies", "phases", "project_attachments", "projects", "templates", "users", "custom_fields"],
  ...["custom_field_options", "custom_field_values", "milestone_feedback", "project_users", "project_phases"],
  ...["external_tasks", "task_deliverables"],
];

await describeConnector({
  create: () => new Hellobaton(),
  folder: new URL("..", import.meta.url),
  start: startHellobaton,
  wrongCredentials: (config) => ({ ...config, api_key: "wr0ngkey.a&b=c/d+e%20f" }),
  paged: { activity: 7, tasks: 5, comments: 3, time_entries: 3, milestones: 2, task_attachments: 2 },
  onePage: Object.fromEntries(ONE_PAGE.map((stream) => [stream, "It pages as activity does."])),
  victim: { stream: "users", request: /^\/api\/users\/$/ },
  undeclared: [],
  // Pages are counted; `next` is only a flag.
  notApplicable: ["a next link to the same page"],
});
