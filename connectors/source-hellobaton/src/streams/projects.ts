import { s } from "@sluice/core";
import { decimal, identity, link, listLink, phaseObject, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Projects extends HellobatonStream {
  readonly name = "projects";
  readonly description = "Implementation projects.";
  readonly schema = s.record({
    ...identity,
    title: s.string,
    status: s.string,
    annual_contract_value: decimal,
    implementation_budget: decimal,
    cost: s.number,
    client_systems: s.string,
    companies: s.array(s.string).describe("Addresses of the companies."),
    archived: s.boolean,
    estimated_duration: s.integer,
    creator: link("user who made it", "users"),
    created_from: link("project that it was made from", "projects"),
    created_from_template: link("template that it was made from", "templates"),
    start_datetime: s.timestamp.describe("Planned start."),
    started_datetime: s.timestamp.describe("Real start."),
    deadline_datetime: s.timestamp.describe("Planned end."),
    completed_datetime: s.timestamp.describe("Real end."),
    phase: phaseObject,
    risk_profiles: s.array(
      s.object({
        id: s.integer,
        risk_score: s.number,
        level: s.string,
        variance: s.integer,
        formula: s.string,
        projected_golive_datetime: s.timestamp,
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
}
