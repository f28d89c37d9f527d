import { key, record, text } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export const projectCategory = record({ id: key(text), ...categoryFields });

export class ProjectCategories extends VitallyStream<typeof projectCategory> {
  readonly name = "project_categories";
  readonly description = "Categories of projects.";
  readonly schema = projectCategory;
  override readonly cursor = byUpdateUnsorted;

  protected path() {
    return "resources/projectCategories";
  }
}
