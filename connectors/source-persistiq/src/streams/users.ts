import { s } from "@sluice/core";
import { userFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export class Users extends PersistIQStream {
  readonly name = "users";
  readonly description = "Users of the company, without archived ones.";
  readonly schema = s.record({ id: s.key(s.string), ...userFields });
  override readonly recordsAt = "users";

  path() {
    return "v1/users";
  }
}
