import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class MilestoneFeedback extends HellobatonStream {
  readonly name = "milestone_feedback";
  readonly description = "How clients rated milestones.";
  readonly schema = s.record({
    ...identity,
    rating: s.integer,
    comment: s.string,
    project: link("project", "projects"),
    milestone: link("milestone", "milestones"),
    created_by: link("user who gave it", "users"),
    ...stamps,
  });
}
