import { s } from "@sluice/core";
import { organizationFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class Organizations extends VitallyStream {
  readonly name = "organizations";
  readonly description = "Customers above their accounts.";
  readonly schema = s.record({ id: s.key(s.string), ...organizationFields });

  path() {
    return "resources/organizations";
  }
}
