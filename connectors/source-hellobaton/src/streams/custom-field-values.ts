import { date, flag, number, object, record, text } from "@sluice/core";
import { identity, inner, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const customFieldValue = record({
  ...identity,
  project: link("project", "projects"),
  field: object({ ...inner, title: text, type: text }),
  value_numeric: number,
  value_text: text,
  value_date: date,
  selected_option: object({ ...inner, value: text, default: flag }),
  ...stamps,
});

export class CustomFieldValues extends HellobatonStream<typeof customFieldValue> {
  readonly name = "custom_field_values";
  readonly description = "Values of the custom fields in each project.";
  readonly schema = customFieldValue;
}
