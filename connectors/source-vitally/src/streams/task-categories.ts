import { key, record, text } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export const taskCategory = record({ id: key(text), ...categoryFields });

export class TaskCategories extends VitallyStream<typeof taskCategory> {
  readonly name = "task_categories";
  readonly description = "Categories of tasks.";
  readonly schema = taskCategory;
  override readonly cursor = byUpdateUnsorted;

  protected path() {
    return "resources/taskCategories";
  }
}
