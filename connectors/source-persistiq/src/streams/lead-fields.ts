import { s } from "@sluice/core";
import { UnnumberedFirst } from "../pages.js";
import { PersistIQStream } from "../stream.js";

export class LeadFields extends PersistIQStream {
  readonly name = "lead_fields";
  readonly description = "Fields that the data of leads may have.";
  readonly schema = s.record({
    id: s.key(s.string),
    name: s.string.describe("The key in the data of leads."),
    label: s.string,
  });
  override readonly recordsAt = "lead_fields";
  override readonly paginator = new UnnumberedFirst();

  path() {
    return "v1/lead_fields";
  }
}
