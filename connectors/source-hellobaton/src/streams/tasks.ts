import { integer, json, list, object, record, text, timestamp } from "@sluice/core";
import { identity, link, listLink, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const task = record({
  ...identity,
  title: text,
  description: text,
  project: link("project", "projects"),
  milestone: link("milestone", "milestones"),
  status: text,
  dependencies: list(json).describe("Tasks that this one depends on: ids or addresses."),
  dependency: link("task that this one depends on; an older field", "tasks"),
  start_datetime: timestamp.describe("Planned start."),
  due_datetime: timestamp,
  started_datetime: timestamp.describe("Real start."),
  finished_datetime: timestamp,
  started_overridden_datetime: timestamp,
  finished_overridden_datetime: timestamp,
  estimated_duration: integer,
  created_by: link("user who made it", "users"),
  assigned_to: link("user who is to do it", "users"),
  created_from: link("task that it was made from", "tasks"),
  risk_profiles: list(
    object({
      id: integer,
      risk_level: text,
      formula: text,
      over_run: integer,
      task_variance: integer,
      cool_down: integer,
      reason: integer,
      duration: integer,
      estimated_duration: integer,
    }),
  ),
  time_entry_list: listLink("time entries"),
  attachment_list: listLink("attachments"),
  ...stamps,
});

export class Tasks extends HellobatonStream<typeof task> {
  readonly name = "tasks";
  readonly description = "Tasks of each milestone.";
  readonly schema = task;
}
