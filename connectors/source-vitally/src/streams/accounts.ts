import { key, type Query, record, type Slice, text } from "@sluice/core";
import { accountFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const account = record({ id: key(text), ...accountFields });

export class Accounts extends VitallyStream<typeof account> {
  readonly name = "accounts";
  readonly description = "Customers, churned ones included unless the setting status says otherwise.";
  readonly schema = account;

  protected path() {
    return "resources/accounts";
  }

  /** Without `status` the API leaves churned accounts out and says nothing. */
  protected override query(slice: Slice): Query {
    return { ...super.query(slice), status: this.config.status };
  }
}
