import { integer, openObject, record, text, timestamp } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const user = record({
  ...identity,
  first_name: text,
  last_name: text,
  email: text,
  account_type: text,
  job_title: text,
  company: link("company", "companies"),
  avatar_url: text,
  created_by: link("user who made this one", "users"),
  signed_up_at: timestamp,
  capacity: integer,
  department: openObject.describe("The vendor does not say what is in it."),
  ...stamps,
});

export class Users extends HellobatonStream<typeof user> {
  readonly name = "users";
  readonly description = "People of the account and of its clients.";
  readonly schema = user;
}
