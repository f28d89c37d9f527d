import { s } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export class TaskCategories extends VitallyStream {
  readonly name = "task_categories";
  readonly description = "Categories of tasks.";
  readonly schema = s.record({ id: s.key(s.string), ...categoryFields });
  override readonly cursor = byUpdateUnsorted;

  path() {
    return "resources/taskCategories";
  }
}
