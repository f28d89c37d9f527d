import { key, record, text } from "@sluice/core";
import { leadFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export const lead = record({ id: key(text), ...leadFields });

export class Leads extends PersistIQStream<typeof lead> {
  readonly name = "leads";
  readonly description = "Leads of all users, a hundred a request.";
  readonly schema = lead;
  protected override readonly recordsAt = "leads";

  protected path() {
    return "v1/leads";
  }
}
