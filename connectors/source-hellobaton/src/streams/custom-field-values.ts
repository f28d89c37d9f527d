import { s } from "@sluice/core";
import { identity, inner, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class CustomFieldValues extends HellobatonStream {
  readonly name = "custom_field_values";
  readonly description = "Values of the custom fields in each project.";
  readonly schema = s.record({
    ...identity,
    project: link("project", "projects"),
    field: s.object({ ...inner, title: s.string, type: s.string }),
    value_numeric: s.number,
    value_text: s.string,
    value_date: s.date,
    selected_option: s.object({ ...inner, value: s.string, default: s.boolean }),
    ...stamps,
  });
}
