import { flag, integer, list, number, object, record, text, timestamp } from "@sluice/core";
import { decimal, identity, link, listLink, phaseObject, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const project = record({
  ...identity,
  title: text,
  status: text,
  annual_contract_value: decimal,
  implementation_budget: decimal,
  cost: number,
  client_systems: text,
  companies: list(text).describe("Addresses of the companies."),
  archived: flag,
  estimated_duration: integer,
  creator: link("user who made it", "users"),
  created_from: link("project that it was made from", "projects"),
  created_from_template: link("template that it was made from", "templates"),
  start_datetime: timestamp.describe("Planned start."),
  started_datetime: timestamp.describe("Real start."),
  deadline_datetime: timestamp.describe("Planned end."),
  completed_datetime: timestamp.describe("Real end."),
  phase: phaseObject,
  risk_profiles: list(
    object({
      id: integer,
      risk_score: number,
      level: text,
      variance: integer,
      formula: text,
      projected_golive_datetime: timestamp,
    }),
  ),
  attachment_list: listLink("attachments"),
  milestone_list: listLink("milestones"),
  milestone_feedback_list: listLink("feedback"),
  task_list: listLink("tasks"),
  time_entry_list: listLink("time entries"),
  custom_field_list: listLink("values of custom fields"),
  project_user_list: listLink("people in the project"),
  project_phases_list: listLink("phases of the project"),
  ...stamps,
});

export class Projects extends HellobatonStream<typeof project> {
  readonly name = "projects";
  readonly description = "Implementation projects.";
  readonly schema = project;
}
