import { key, record, text } from "@sluice/core";
import { UnnumberedFirst } from "../pages.js";
import { PersistIQStream } from "../stream.js";

export const leadField = record({
  id: key(text),
  name: text.describe("The key in the data of leads."),
  label: text,
});

export class LeadFields extends PersistIQStream<typeof leadField> {
  readonly name = "lead_fields";
  readonly description = "Fields that the data of leads may have.";
  readonly schema = leadField;
  protected override readonly recordsAt = "lead_fields";
  protected override readonly paginator = new UnnumberedFirst();

  protected path() {
    return "v1/lead_fields";
  }
}
