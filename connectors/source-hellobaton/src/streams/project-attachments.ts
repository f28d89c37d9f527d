import { flag, record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const projectAttachment = record({
  ...identity,
  project: link("project", "projects"),
  url: text,
  label: text,
  created_by: link("user who attached it", "users"),
  type: text,
  is_sow: flag.describe("Whether it is the statement of work."),
  original_filename: text,
  ...stamps,
});

export class ProjectAttachments extends HellobatonStream<typeof projectAttachment> {
  readonly name = "project_attachments";
  readonly description = "Files and links attached to projects.";
  readonly schema = projectAttachment;
}
