import { s } from "@sluice/core";
import { identity, link, listLink, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class CustomFields extends HellobatonStream {
  readonly name = "custom_fields";
  readonly description = "Fields that the account adds to its projects.";
  readonly schema = s.record({
    ...identity,
    title: s.string,
    description: s.string,
    visibility: s.string,
    type: s.string,
    required: s.boolean,
    multiselect: s.boolean,
    number_scale: s.integer,
    number_display: s.string,
    options: listLink("options"),
    is_date_reference: s.boolean,
    order: s.integer,
    created_by: link("user who made it", "users"),
    ...stamps,
  });
}
