import { s } from "@sluice/core";
import { adminObject, categoryObject, dayOrTime, stamps, subjectFields, traits, userObject } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

export class Notes extends ArchivedStream {
  readonly name = "notes";
  readonly description = "Notes on accounts and organizations.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    externalId: s.string,
    ...subjectFields,
    categoryId: s.refers(s.string, "note_categories"),
    authorId: s.refers(s.string.describe("An admin."), "admins"),
    subject: s.string,
    note: s.string.describe("HTML."),
    noteDate: dayOrTime,
    meetingDescription: s.string,
    source: s.string.describe("The integration that brought it."),
    tags: s.array(s.string),
    users: s.array(userObject),
    author: adminObject,
    category: categoryObject,
    archivedAt: s.timestamp,
    traits,
  });

  path() {
    return "resources/notes";
  }
}
