import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

/** Stream → path, as the vendor's reference has them. */
const PATHS: Readonly<Record<string, string>> = {
  activity: "/api/activity/",
  companies: "/api/companies/",
  milestones: "/api/milestones/",
  phases: "/api/phases/",
  project_attachments: "/api/project_attachments/",
  projects: "/api/projects/",
  task_attachments: "/api/task_attachments/",
  tasks: "/api/tasks/",
  templates: "/api/templates/",
  time_entries: "/api/time_entries/",
  users: "/api/users/",
  comments: "/api/comments/",
  custom_fields: "/api/custom_fields/",
  custom_field_options: "/api/custom_field_options/",
  custom_field_values: "/api/custom_field_values/",
  milestone_feedback: "/api/milestone_feedback/",
  project_users: "/api/project_users/",
  project_phases: "/api/project_phases/",
  external_tasks: "/api/external_tasks/",
  task_deliverables: "/api/task_deliverables/",
};

const pathsAsked = () => [...new Set(fake().api.requests.map(({ path }) => path))];

describe("paths", () => {
  test("there are twenty streams, and no other", () => {
    const names = new Hellobaton().describe().map(({ name }) => name);
    expect(names).toEqual(Object.keys(PATHS));
    expect(names).toHaveLength(20);
  });

  test.each(Object.entries(PATHS))("%s is read from %s, slash included, and comes whole", async (stream, path) => {
    const output = await runSource(new Hellobaton(), "read", { config: fake().config, streams: [stream] });
    expect(output.counts()).toEqual({ [stream]: fake().expected.get(stream)?.length });
    expect(output.records(stream)).toEqual(fake().expected.get(stream));
    expect(pathsAsked()).toEqual([path]);
  });

  test("everything takes one request for each page of each list", async () => {
    await runSource(new Hellobaton(), "read", { config: fake().config });
    const pages = [...fake().expected.values()].map((rows) => Math.max(1, Math.ceil(rows.length / 100)));
    expect(fake().api.requests).toHaveLength(pages.reduce((sum, count) => sum + count));
    expect(fake().api.requests).toHaveLength(36);
  });

  test("the server never has to redirect to the path with the slash", async () => {
    await runSource(new Hellobaton(), "check", { config: fake().config });
    await runSource(new Hellobaton(), "read", { config: fake().config });
    expect(pathsAsked().filter((path) => !/^\/api\/([a-z_]+\/)?$/.test(path))).toEqual([]);
  });
});
