import { key, record, text } from "@sluice/core";
import { organizationFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const organization = record({ id: key(text), ...organizationFields });

export class Organizations extends VitallyStream<typeof organization> {
  readonly name = "organizations";
  readonly description = "Customers above their accounts.";
  readonly schema = organization;

  protected path() {
    return "resources/organizations";
  }
}
