import { s } from "@sluice/core";
import { identity, link, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Users extends HellobatonStream {
  readonly name = "users";
  readonly description = "People of the account and of its clients.";
  readonly schema = s.record({
    ...identity,
    first_name: s.string,
    last_name: s.string,
    email: s.string,
    account_type: s.string,
    job_title: s.string,
    company: link("company", "companies"),
    avatar_url: s.string,
    created_by: link("user who made this one", "users"),
    signed_up_at: s.timestamp,
    capacity: s.integer,
    department: s.openObject.describe("The vendor does not say what is in it."),
    ...stamps,
  });
}
