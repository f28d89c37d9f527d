import { key, record, text } from "@sluice/core";
import { userFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export const user = record({ id: key(text), ...userFields });

export class Users extends PersistIQStream<typeof user> {
  readonly name = "users";
  readonly description = "Users of the company, without archived ones.";
  readonly schema = user;
  protected override readonly recordsAt = "users";

  protected path() {
    return "v1/users";
  }
}
