import { flag, record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const taskAttachment = record({
  ...identity,
  task: link("task", "tasks"),
  url: text,
  type: text,
  label: text,
  deliverable: flag,
  requires_approval: flag,
  approved: flag,
  revision_task: link("task for its revision", "tasks"),
  original_filename: text,
  created_by: link("user who attached it", "users"),
  ...stamps,
});

export class TaskAttachments extends HellobatonStream<typeof taskAttachment> {
  readonly name = "task_attachments";
  readonly description = "Files and links attached to tasks.";
  readonly schema = taskAttachment;
}
