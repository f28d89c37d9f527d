import { key, record, text } from "@sluice/core";
import { UnnumberedFirst } from "../pages.js";
import { PersistIQStream } from "../stream.js";

export const leadStatus = record({ id: key(text), name: text });

export class LeadStatuses extends PersistIQStream<typeof leadStatus> {
  readonly name = "lead_statuses";
  readonly description = "Statuses that a lead may have.";
  readonly schema = leadStatus;
  protected override readonly recordsAt = "lead_statuses";
  protected override readonly paginator = new UnnumberedFirst();

  protected path() {
    return "v1/lead_statuses";
  }
}
