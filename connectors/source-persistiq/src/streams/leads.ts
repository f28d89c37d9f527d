import { LastRunCursor, minutes, s } from "@sluice/core";
import { leadFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

/** A lead carries no time of change, so the cursor is the start of the last run. */
const byRunStart = new LastRunCursor({ param: "updated_after", lookback: minutes(10) });

export class Leads extends PersistIQStream {
  readonly name = "leads";
  readonly description = "Leads of all users, a hundred a request.";
  readonly schema = s.record({ id: s.key(s.string), ...leadFields });
  override readonly cursor = this.config.incremental_leads === true ? byRunStart : undefined;
  override readonly recordsAt = "leads";

  path() {
    return "v1/leads";
  }
}
