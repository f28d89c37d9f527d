import { s } from "@sluice/core";
import { accountObject, organizationObject, userFields } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class Users extends VitallyStream {
  readonly name = "users";
  readonly description = "People who work at the customers.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...userFields,
    accounts: s.array(accountObject),
    organizations: s.array(organizationObject),
    accountIds: s.array(s.refers(s.string, "accounts")),
    organizationIds: s.array(s.refers(s.string, "organizations")),
  });

  path() {
    return "resources/users";
  }
}
