import { key, list, record, refers, text } from "@sluice/core";
import { accountObject, organizationObject, userFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const user = record({
  id: key(text),
  ...userFields,
  accounts: list(accountObject),
  organizations: list(organizationObject),
  accountIds: list(refers(text, "accounts")),
  organizationIds: list(refers(text, "organizations")),
});

export class Users extends VitallyStream<typeof user> {
  readonly name = "users";
  readonly description = "People who work at the customers.";
  readonly schema = user;

  protected path() {
    return "resources/users";
  }
}
