import { record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const externalTask = record({
  ...identity,
  type: text,
  task: link("task", "tasks"),
  url: text,
  created_by: link("user who tied it", "users"),
  project: link("project", "projects"),
  ...stamps,
});

export class ExternalTasks extends HellobatonStream<typeof externalTask> {
  readonly name = "external_tasks";
  readonly description = "Tasks in other systems that tasks are tied to.";
  readonly schema = externalTask;
}
