import { s } from "@sluice/core";
import { identity, link } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class ProjectPhases extends HellobatonStream {
  readonly name = "project_phases";
  readonly description = "When each project is in which phase.";
  override readonly cursor = undefined;
  readonly schema = s.record({
    ...identity,
    project: link("project", "projects"),
    phase: link("phase", "phases"),
    start_datetime: s.timestamp,
    end_datetime: s.timestamp,
    template_offset_days: s.integer,
    template_duration_days: s.integer,
  });
}
