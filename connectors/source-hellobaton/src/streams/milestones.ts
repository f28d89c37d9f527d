import { s } from "@sluice/core";
import { identity, link, listLink, phaseObject, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Milestones extends HellobatonStream {
  readonly name = "milestones";
  readonly description = "Milestones of each project.";
  readonly schema = s.record({
    ...identity,
    title: s.string,
    description: s.string,
    project: link("project", "projects"),
    task_list: listLink("tasks"),
    feedback_list: listLink("feedback"),
    phase: phaseObject,
    deadline_fixed: s.boolean,
    deadline_datetime: s.timestamp,
    risk_profiles: s.array(s.object({ id: s.integer, risk_level: s.string, formula: s.string, over_run: s.integer })),
    start_datetime: s.string.describe("A date-time, which the vendor declares as plain text."),
    finish_datetime: s.timestamp,
    created_from: link("milestone that it was made from", "milestones"),
    duration: s.integer,
    ...stamps,
  });
}
