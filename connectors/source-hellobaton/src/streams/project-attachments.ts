import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class ProjectAttachments extends HellobatonStream {
  readonly name = "project_attachments";
  readonly description = "Files and links attached to projects.";
  readonly schema = s.record({
    ...identity,
    project: link("project", "projects"),
    url: s.string,
    label: s.string,
    created_by: link("user who attached it", "users"),
    type: s.string,
    is_sow: s.boolean.describe("Whether it is the statement of work."),
    original_filename: s.string,
    ...stamps,
  });
}
