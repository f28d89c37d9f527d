import { type Query, SinglePagePaginator, s } from "@sluice/core";
import { customFieldFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

/** The only list that is a bare array without pages, ordered by label. */
export class CustomFields extends VitallyStream {
  readonly name = "custom_fields";
  readonly description = "Custom fields (traits) of all kinds of records.";
  override readonly cursor = undefined;
  readonly schema = s.record({ id: s.key(s.string), ...customFieldFields });
  override readonly recordsAt = "";
  override readonly paginator = new SinglePagePaginator();

  path() {
    return "resources/customFields";
  }

  override query(): Query {
    return {};
  }
}
