import { s } from "@sluice/core";
import { identity, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Companies extends HellobatonStream {
  readonly name = "companies";
  readonly description = "Companies: the account's own and its clients.";
  readonly schema = s.record({
    ...identity,
    name: s.string,
    type: s.string,
    ...stamps,
  });
}
