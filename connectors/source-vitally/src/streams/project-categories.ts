import { s } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export class ProjectCategories extends VitallyStream {
  readonly name = "project_categories";
  readonly description = "Categories of projects.";
  readonly schema = s.record({ id: s.key(s.string), ...categoryFields });
  override readonly cursor = byUpdateUnsorted;

  path() {
    return "resources/projectCategories";
  }
}
