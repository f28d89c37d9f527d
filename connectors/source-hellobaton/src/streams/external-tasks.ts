import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class ExternalTasks extends HellobatonStream {
  readonly name = "external_tasks";
  readonly description = "Tasks in other systems that tasks are tied to.";
  readonly schema = s.record({
    ...identity,
    type: s.string,
    task: link("task", "tasks"),
    url: s.string,
    created_by: link("user who tied it", "users"),
    project: link("project", "projects"),
    ...stamps,
  });
}
