import { describeConnector } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { surveys } from "../fake/talk.js";
import { Vitally } from "../src/index.js";

await describeConnector({
  create: () => new Vitally(),
  folder: new URL("..", import.meta.url),
  start: startVitally,
  wrongCredentials: (config) => ({ ...config, secret_token: "sk_live_wrong:token%1" }),
  paged: {
    organizations: 2,
    accounts: 2,
    users: 2,
    admins: 2,
    conversations: 2,
    notes: 3,
    note_categories: 2,
    tasks: 3,
    task_categories: 2,
    projects: 3,
    project_templates: 2,
    project_categories: 2,
    nps_responses: 4,
    custom_objects: 2,
    custom_object_instances: 25,
    survey_responses: 3,
    meetings: 3,
    meeting_transcripts: 2,
  },
  victim: { stream: "tasks", request: /^\/resources\/tasks$/ },
  settings: { survey_ids: [...surveys.keys()] }, // else the suite would not see the stream survey_responses
  // The API reports no totals.
  notApplicable: ["a total that does not come true", "a flag that says no more pages, too early"],
});
