import { key, list, record, text } from "@sluice/core";
import { accountObject, organizationObject, userFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const user = record({
  id: key(text),
  ...userFields,
  accounts: list(accountObject),
  organizations: list(organizationObject),
  accountIds: list(text),
  organizationIds: list(text),
});

export class Users extends VitallyStream<typeof user> {
  readonly name = "users";
  readonly description = "People who work at the customers.";
  readonly schema = user;

  protected path() {
    return "resources/users";
  }
}
