import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class CustomFieldOptions extends HellobatonStream {
  readonly name = "custom_field_options";
  readonly description = "What can be chosen in custom fields that are lists.";
  readonly schema = s.record({
    ...identity,
    field: link("custom field", "custom_fields"),
    value: s.string,
    default: s.boolean,
    archived: s.boolean,
    created_by: link("user who made it", "users"),
    ...stamps,
  });
}
