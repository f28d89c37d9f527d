import { s } from "@sluice/core";
import { stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class ProjectTemplates extends VitallyStream {
  readonly name = "project_templates";
  readonly description = "What projects are made from.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    name: s.string,
    projectName: s.string,
    description: s.string,
    projectCategoryId: s.refers(s.string, "project_categories"),
    traits,
  });

  path() {
    return "resources/projectTemplates";
  }
}
