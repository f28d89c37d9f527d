import { key, record, text } from "@sluice/core";
import { projectFields, subjectFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const project = record({ id: key(text), ...projectFields, ...subjectFields });

export class Projects extends VitallyStream<typeof project> {
  readonly name = "projects";
  readonly description = "Projects on accounts and organizations.";
  readonly schema = project;
  protected override readonly hasArchive = true;
  protected override readonly distinct = true;

  protected path() {
    return "resources/projects";
  }
}
