import { s } from "@sluice/core";
import { address, identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Activity extends HellobatonStream {
  readonly name = "activity";
  readonly description =
    "Events of each project: tasks that changed status, users who were assigned, dates that were moved.";
  readonly schema = s.record({
    ...identity,
    type: s.string.describe("The kind of event."),
    group: s.string,
    parent: address("record that holds the changed one"),
    child: address("changed record"),
    actor: link("user who did it", "users"),
    project: link("project", "projects"),
    parent_type: s.string,
    child_type: s.string,
    meta: s
      .object({
        new_status: s.integer,
        previous_status: s.integer,
        new_assignee: s.integer,
        previous_assignee: s.integer,
        new_due_date: s.timestamp,
        previous_due_date: s.timestamp,
      })
      .describe("What changed; other fields may be in it."),
    ...stamps,
  });
}
