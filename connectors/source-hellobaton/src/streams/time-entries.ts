import { flag, integer, object, record, text, timestamp } from "@sluice/core";
import { decimal, identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const timeEntry = record({
  ...identity,
  user: link("user who worked", "users"),
  created_by: link("user who entered it", "users"),
  project: link("project", "projects"),
  task: link("task", "tasks"),
  rate: object({ id: integer, hourly_rate: decimal }),
  started_at: timestamp,
  ended_at: timestamp,
  reference_date: timestamp,
  billable: flag,
  calculated_duration: integer.describe("The vendor names no unit."),
  inputted_duration: integer.describe("The vendor names no unit."),
  notes: text,
});

export class TimeEntries extends HellobatonStream<typeof timeEntry> {
  readonly name = "time_entries";
  readonly description = "Time that people booked on projects and tasks.";
  override readonly cursor = undefined;
  readonly schema = timeEntry;
}
