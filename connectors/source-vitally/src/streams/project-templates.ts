import { key, record, refers, text } from "@sluice/core";
import { stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const projectTemplate = record({
  id: key(text),
  ...stamps,
  name: text,
  projectName: text,
  description: text,
  projectCategoryId: refers(text, "project_categories"),
  traits,
});

export class ProjectTemplates extends VitallyStream<typeof projectTemplate> {
  readonly name = "project_templates";
  readonly description = "What projects are made from.";
  readonly schema = projectTemplate;

  protected path() {
    return "resources/projectTemplates";
  }
}
