import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Comments extends HellobatonStream {
  readonly name = "comments";
  readonly description = "Comments on tasks.";
  readonly schema = s.record({
    ...identity,
    author: link("user who wrote it", "users"),
    task: link("task", "tasks"),
    project: link("project", "projects"),
    content: s.string,
    is_internal: s.boolean,
    ...stamps,
  });
}
