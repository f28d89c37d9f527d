import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class ProjectUsers extends HellobatonStream {
  readonly name = "project_users";
  readonly description = "Who is in which project, in what role.";
  readonly schema = s.record({
    ...identity,
    project: link("project", "projects"),
    user: link("user", "users"),
    role: s.string,
    joined: s.boolean,
    joined_on: s.timestamp,
    invited: s.boolean,
    invited_on: s.timestamp,
    ...stamps,
  });
}
