import { s } from "@sluice/core";
import { UnnumberedFirst } from "../pages.js";
import { PersistIQStream } from "../stream.js";

export class LeadStatuses extends PersistIQStream {
  readonly name = "lead_statuses";
  readonly description = "Statuses that a lead may have.";
  readonly schema = s.record({ id: s.key(s.string), name: s.string });
  override readonly recordsAt = "lead_statuses";
  override readonly paginator = new UnnumberedFirst();

  path() {
    return "v1/lead_statuses";
  }
}
