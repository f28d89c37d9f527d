import { key, record, text } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const projectCategory = record({ id: key(text), ...categoryFields });

export class ProjectCategories extends VitallyStream<typeof projectCategory> {
  readonly name = "project_categories";
  readonly description = "Categories of projects.";
  readonly schema = projectCategory;

  protected path() {
    return "resources/projectCategories";
  }
}
