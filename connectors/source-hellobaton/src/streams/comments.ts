import { flag, record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const comment = record({
  ...identity,
  author: link("user who wrote it", "users"),
  task: link("task", "tasks"),
  project: link("project", "projects"),
  content: text,
  is_internal: flag,
  ...stamps,
});

export class Comments extends HellobatonStream<typeof comment> {
  readonly name = "comments";
  readonly description = "Comments on tasks.";
  readonly schema = comment;
}
