import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class TaskAttachments extends HellobatonStream {
  readonly name = "task_attachments";
  readonly description = "Files and links attached to tasks.";
  readonly schema = s.record({
    ...identity,
    task: link("task", "tasks"),
    url: s.string,
    type: s.string,
    label: s.string,
    deliverable: s.boolean,
    requires_approval: s.boolean,
    approved: s.boolean,
    revision_task: link("task for its revision", "tasks"),
    original_filename: s.string,
    created_by: link("user who attached it", "users"),
    ...stamps,
  });
}
