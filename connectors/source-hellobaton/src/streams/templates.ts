import { s } from "@sluice/core";
import { decimal, identity, link, listLink, phaseObject } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

const STAMP = "May be missing: the vendor does not list it for templates.";

export class Templates extends HellobatonStream {
  readonly name = "templates";
  readonly description = "Templates that projects are made from.";
  override readonly cursor = undefined;
  readonly schema = s.record({
    ...identity,
    title: s.string,
    status: s.string,
    cost: decimal,
    annual_contract_value: decimal,
    implementation_budget: decimal,
    estimated_duration: s.integer,
    created_from_template: link("template that it was made from", "templates"),
    created_from: link("project that it was made from", "projects"),
    start_datetime: s.timestamp,
    started_datetime: s.timestamp,
    deadline_datetime: s.timestamp,
    completed_datetime: s.timestamp,
    client_systems: s.string,
    phase: phaseObject,
    creator: link("user who made it", "users"),
    task_list: listLink("tasks"),
    milestone_list: listLink("milestones"),
    created: s.timestamp.describe(STAMP),
    modified: s.timestamp.describe(STAMP),
  });
}
