import { s } from "@sluice/core";
import { identity, link, listLink, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Tasks extends HellobatonStream {
  readonly name = "tasks";
  readonly description = "Tasks of each milestone.";
  readonly schema = s.record({
    ...identity,
    title: s.string,
    description: s.string,
    project: link("project", "projects"),
    milestone: link("milestone", "milestones"),
    status: s.string,
    dependencies: s.array(s.json).describe("Tasks that this one depends on: ids or addresses."),
    dependency: link("task that this one depends on; an older field", "tasks"),
    start_datetime: s.timestamp.describe("Planned start."),
    due_datetime: s.timestamp,
    started_datetime: s.timestamp.describe("Real start."),
    finished_datetime: s.timestamp,
    started_overridden_datetime: s.timestamp,
    finished_overridden_datetime: s.timestamp,
    estimated_duration: s.integer,
    created_by: link("user who made it", "users"),
    assigned_to: link("user who is to do it", "users"),
    created_from: link("task that it was made from", "tasks"),
    risk_profiles: s.array(
      s.object({
        id: s.integer,
        risk_level: s.string,
        formula: s.string,
        over_run: s.integer,
        task_variance: s.integer,
        cool_down: s.integer,
        reason: s.integer,
        duration: s.integer,
        estimated_duration: s.integer,
      }),
    ),
    time_entry_list: listLink("time entries"),
    attachment_list: listLink("attachments"),
    ...stamps,
  });
}
