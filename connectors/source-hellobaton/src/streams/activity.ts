import { integer, object, record, text, timestamp } from "@sluice/core";
import { address, identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const activity = record({
  ...identity,
  type: text.describe("The kind of event."),
  group: text,
  parent: address("record that holds the changed one"),
  child: address("changed record"),
  actor: link("user who did it", "users"),
  project: link("project", "projects"),
  parent_type: text,
  child_type: text,
  meta: object({
    new_status: integer,
    previous_status: integer,
    new_assignee: integer,
    previous_assignee: integer,
    new_due_date: timestamp,
    previous_due_date: timestamp,
  }).describe("What changed; other fields may be in it."),
  ...stamps,
});

export class Activity extends HellobatonStream<typeof activity> {
  readonly name = "activity";
  readonly description =
    "What happened in each project: tasks that changed their status, people assigned, dates moved.";
  readonly schema = activity;
}
