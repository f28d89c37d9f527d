import { integer, record, timestamp } from "@sluice/core";
import { identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const projectPhase = record({
  ...identity,
  project: link("project", "projects"),
  phase: link("phase", "phases"),
  start_datetime: timestamp,
  end_datetime: timestamp,
  template_offset_days: integer,
  template_duration_days: integer,
});

export class ProjectPhases extends HellobatonStream<typeof projectPhase> {
  readonly name = "project_phases";
  readonly description = "When each project is in which phase.";
  override readonly cursor = undefined;
  readonly schema = projectPhase;
}
