import { key, list, record, refers, text, timestamp } from "@sluice/core";
import { adminObject, categoryObject, dayOrTime, stamps, subjectFields, traits, userObject } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export const note = record({
  id: key(text),
  ...stamps,
  externalId: text,
  ...subjectFields,
  categoryId: refers(text, "note_categories"),
  authorId: refers(text.describe("An admin."), "admins"),
  subject: text,
  note: text.describe("HTML."),
  noteDate: dayOrTime,
  meetingDescription: text,
  source: text.describe("The integration that brought it."),
  tags: list(text),
  users: list(userObject),
  author: adminObject,
  category: categoryObject,
  archivedAt: timestamp,
  traits,
});

export class Notes extends ArchivedStream<typeof note> {
  readonly name = "notes";
  readonly description = "Notes on accounts and organizations.";
  readonly schema = note;

  protected path() {
    return "resources/notes";
  }
}
