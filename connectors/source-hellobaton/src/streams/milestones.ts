import { flag, integer, list, object, record, text, timestamp } from "@sluice/core";
import { identity, link, listLink, phaseObject, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const milestone = record({
  ...identity,
  title: text,
  description: text,
  project: link("project", "projects"),
  task_list: listLink("tasks"),
  feedback_list: listLink("feedback"),
  phase: phaseObject,
  deadline_fixed: flag,
  deadline_datetime: timestamp,
  risk_profiles: list(object({ id: integer, risk_level: text, formula: text, over_run: integer })),
  start_datetime: text.describe("A date-time, which the vendor declares as plain text."),
  finish_datetime: timestamp,
  created_from: link("milestone that it was made from", "milestones"),
  duration: integer,
  ...stamps,
});

export class Milestones extends HellobatonStream<typeof milestone> {
  readonly name = "milestones";
  readonly description = "Milestones of each project.";
  readonly schema = milestone;
}
