import { record, text } from "@sluice/core";
import { identity, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const company = record({
  ...identity,
  name: text,
  type: text,
  ...stamps,
});

export class Companies extends HellobatonStream<typeof company> {
  readonly name = "companies";
  readonly description = "Companies: the account's own and its clients.";
  readonly schema = company;
}
