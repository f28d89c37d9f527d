import { flag, integer, record, text } from "@sluice/core";
import { identity, link, listLink, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const customField = record({
  ...identity,
  title: text,
  description: text,
  visibility: text,
  type: text,
  required: flag,
  multiselect: flag,
  number_scale: integer,
  number_display: text,
  options: listLink("options"),
  is_date_reference: flag,
  order: integer,
  created_by: link("user who made it", "users"),
  ...stamps,
});

export class CustomFields extends HellobatonStream<typeof customField> {
  readonly name = "custom_fields";
  readonly description = "Fields that the account adds to its projects.";
  readonly schema = customField;
}
