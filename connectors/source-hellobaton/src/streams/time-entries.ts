import { s } from "@sluice/core";
import { decimal, identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class TimeEntries extends HellobatonStream {
  readonly name = "time_entries";
  readonly description = "Time that people booked on projects and tasks.";
  override readonly cursor = undefined;
  readonly schema = s.record({
    ...identity,
    user: link("user who worked", "users"),
    created_by: link("user who entered it", "users"),
    project: link("project", "projects"),
    task: link("task", "tasks"),
    rate: s.object({ id: s.integer, hourly_rate: decimal }),
    started_at: s.timestamp,
    ended_at: s.timestamp,
    reference_date: s.timestamp,
    billable: s.boolean,
    calculated_duration: s.integer.describe("The vendor does not document the unit."),
    inputted_duration: s.integer.describe("The vendor does not document the unit."),
    notes: s.string,
  });
}
