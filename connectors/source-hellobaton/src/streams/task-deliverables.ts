import { s } from "@sluice/core";
import { identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class TaskDeliverables extends HellobatonStream {
  readonly name = "task_deliverables";
  readonly description = "Deliverables of tasks.";
  override readonly cursor = undefined;
  readonly schema = s.record({
    ...identity,
    task: link("task", "tasks"),
    created_by: link("user who made it", "users"),
    type: s.string,
  });
}
