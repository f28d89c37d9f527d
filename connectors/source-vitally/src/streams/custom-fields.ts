import { key, type Query, record, SinglePage, text } from "@sluice/core";
import { customFieldFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const customField = record({ id: key(text), ...customFieldFields });

/** The one list that is a bare array and comes whole, ordered by label. */
export class CustomFields extends VitallyStream<typeof customField> {
  readonly name = "custom_fields";
  readonly description = "Custom fields (traits) of all kinds of records.";
  override readonly cursor = undefined;
  readonly schema = customField;
  protected override readonly recordsAt = "";
  protected override readonly paginator = new SinglePage();

  protected path() {
    return "resources/customFields";
  }

  protected override query(): Query {
    return {};
  }
}
