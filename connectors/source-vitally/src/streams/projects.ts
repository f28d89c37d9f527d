import { key, record, text } from "@sluice/core";
import { projectFields, subjectFields } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export const project = record({ id: key(text), ...projectFields, ...subjectFields });

export class Projects extends ArchivedStream<typeof project> {
  readonly name = "projects";
  readonly description = "Projects on accounts and organizations.";
  readonly schema = project;

  protected path() {
    return "resources/projects";
  }
}
