import { integer, record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const milestoneFeedback = record({
  ...identity,
  rating: integer,
  comment: text,
  project: link("project", "projects"),
  milestone: link("milestone", "milestones"),
  created_by: link("user who gave it", "users"),
  ...stamps,
});

export class MilestoneFeedback extends HellobatonStream<typeof milestoneFeedback> {
  readonly name = "milestone_feedback";
  readonly description = "How clients rated milestones.";
  readonly schema = milestoneFeedback;
}
