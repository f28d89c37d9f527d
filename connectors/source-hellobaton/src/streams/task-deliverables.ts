import { record, text } from "@sluice/core";
import { identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const taskDeliverable = record({
  ...identity,
  task: link("task", "tasks"),
  created_by: link("user who made it", "users"),
  type: text,
});

export class TaskDeliverables extends HellobatonStream<typeof taskDeliverable> {
  readonly name = "task_deliverables";
  readonly description = "Deliverables of tasks.";
  override readonly cursor = undefined;
  readonly schema = taskDeliverable;
}
