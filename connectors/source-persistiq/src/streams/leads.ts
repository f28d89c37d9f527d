import { key, RunStart, record, text } from "@sluice/core";
import { leadFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export const lead = record({ id: key(text), ...leadFields });

/** A lead carries no time of change, so only the start of the last run can be asked for. */
const byRunStart = new RunStart({ param: "updated_after", overlapMs: 600_000 });

export class Leads extends PersistIQStream<typeof lead> {
  readonly name = "leads";
  readonly description = "Leads of all users, a hundred a request.";
  readonly schema = lead;
  override readonly cursor = this.config.incremental_leads === true ? byRunStart : undefined;
  protected override readonly recordsAt = "leads";

  protected path() {
    return "v1/leads";
  }
}
