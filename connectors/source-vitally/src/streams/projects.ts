import { s } from "@sluice/core";
import { projectFields, subjectFields } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export class Projects extends ArchivedStream {
  readonly name = "projects";
  readonly description = "Projects on accounts and organizations.";
  readonly schema = s.record({ id: s.key(s.string), ...projectFields, ...subjectFields });

  path() {
    return "resources/projects";
  }
}
