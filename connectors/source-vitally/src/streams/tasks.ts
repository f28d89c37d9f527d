import { key, list, object, record, refers, text, timestamp } from "@sluice/core";
import { adminObject, categoryObject, dayOrTime, projectFields, stamps, subjectFields, traits } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export const task = record({
  id: key(text),
  ...stamps,
  externalId: text,
  ...subjectFields,
  name: text,
  description: text.describe("HTML."),
  dueDate: dayOrTime,
  completedAt: timestamp.describe("Null as long as the task is open."),
  archivedAt: timestamp,
  tags: list(text),
  source: text.describe("The integration that brought it."),
  meetingId: refers(text, "meetings"),
  categoryId: refers(text, "task_categories"),
  assignedToId: refers(text.describe("An admin."), "admins"),
  completedById: refers(text.describe("An admin."), "admins"),
  createdById: refers(text.describe("An admin."), "admins"),
  assignedTo: adminObject,
  completedBy: adminObject,
  category: categoryObject,
  projects: list(refers(object({ id: text, ...projectFields }), "projects")).describe(
    "Whole projects or only id and name.",
  ),
  traits,
});

export class Tasks extends ArchivedStream<typeof task> {
  readonly name = "tasks";
  readonly description = "Tasks on accounts and organizations.";
  readonly schema = task;

  protected path() {
    return "resources/tasks";
  }
}
