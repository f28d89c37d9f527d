import { type Query, type Slice, s } from "@sluice/core";
import { accountFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class Accounts extends VitallyStream {
  readonly name = "accounts";
  readonly description = "Customers, churned ones included unless the setting status says otherwise.";
  readonly schema = s.record({ id: s.key(s.string), ...accountFields });

  path() {
    return "resources/accounts";
  }

  /** Without `status` the API silently leaves churned accounts out. */
  override query(slice: Slice): Query {
    return { ...super.query(slice), status: this.config.status };
  }
}
