import { integer, record, text, timestamp } from "@sluice/core";
import { decimal, identity, link, listLink, phaseObject } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

const STAMP = "May be missing: the vendor does not list it for templates.";

export const template = record({
  ...identity,
  title: text,
  status: text,
  cost: decimal,
  annual_contract_value: decimal,
  implementation_budget: decimal,
  estimated_duration: integer,
  created_from_template: link("template that it was made from", "templates"),
  created_from: link("project that it was made from", "projects"),
  start_datetime: timestamp,
  started_datetime: timestamp,
  deadline_datetime: timestamp,
  completed_datetime: timestamp,
  client_systems: text,
  phase: phaseObject,
  creator: link("user who made it", "users"),
  task_list: listLink("tasks"),
  milestone_list: listLink("milestones"),
  created: timestamp.describe(STAMP),
  modified: timestamp.describe(STAMP),
});

export class Templates extends HellobatonStream<typeof template> {
  readonly name = "templates";
  readonly description = "Templates that projects are made from.";
  override readonly cursor = undefined;
  readonly schema = template;
}
