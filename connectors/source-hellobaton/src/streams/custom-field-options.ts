import { flag, record, text } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const customFieldOption = record({
  ...identity,
  field: link("custom field", "custom_fields"),
  value: text,
  default: flag,
  archived: flag,
  created_by: link("user who made it", "users"),
  ...stamps,
});

export class CustomFieldOptions extends HellobatonStream<typeof customFieldOption> {
  readonly name = "custom_field_options";
  readonly description = "What can be chosen in custom fields that are lists.";
  readonly schema = customFieldOption;
}
