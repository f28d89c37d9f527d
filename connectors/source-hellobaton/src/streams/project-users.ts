import { flag, record, text, timestamp } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const projectUser = record({
  ...identity,
  project: link("project", "projects"),
  user: link("user", "users"),
  role: text,
  joined: flag,
  joined_on: timestamp,
  invited: flag,
  invited_on: timestamp,
  ...stamps,
});

export class ProjectUsers extends HellobatonStream<typeof projectUser> {
  readonly name = "project_users";
  readonly description = "Who is in which project, in what role.";
  readonly schema = projectUser;
}
