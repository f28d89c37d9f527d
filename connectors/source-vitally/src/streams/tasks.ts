import { s } from "@sluice/core";
import { adminObject, categoryObject, dayOrTime, projectFields, stamps, subjectFields, traits } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export class Tasks extends ArchivedStream {
  readonly name = "tasks";
  readonly description = "Tasks on accounts and organizations.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    externalId: s.string,
    ...subjectFields,
    name: s.string,
    description: s.string.describe("HTML."),
    dueDate: dayOrTime,
    completedAt: s.timestamp.describe("Null as long as the task is open."),
    archivedAt: s.timestamp,
    tags: s.array(s.string),
    source: s.string.describe("The integration that brought it."),
    meetingId: s.refers(s.string, "meetings"),
    categoryId: s.refers(s.string, "task_categories"),
    assignedToId: s.refers(s.string.describe("An admin."), "admins"),
    completedById: s.refers(s.string.describe("An admin."), "admins"),
    createdById: s.refers(s.string.describe("An admin."), "admins"),
    assignedTo: adminObject,
    completedBy: adminObject,
    category: categoryObject,
    projects: s
      .array(s.refers(s.object({ id: s.string, ...projectFields }), "projects"))
      .describe("Whole projects or only id and name."),
    traits,
  });

  path() {
    return "resources/tasks";
  }
}
