import { record, text } from "@sluice/core";
import { identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const taskDeliverable = record({
  ...identity,
  task: link("task"),
  created_by: link("user who made it"),
  type: text,
});

export class TaskDeliverables extends HellobatonStream<typeof taskDeliverable> {
  readonly name = "task_deliverables";
  readonly description = "Deliverables of tasks.";
  override readonly cursor = undefined;
  readonly schema = taskDeliverable;
}
