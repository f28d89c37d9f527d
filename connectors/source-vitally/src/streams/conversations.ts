import { s } from "@sluice/core";
import { stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class Conversations extends VitallyStream {
  readonly name = "conversations";
  readonly description = "Conversations with customers, mails and calendar entries included, without their messages.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    externalId: s.string,
    externalUrl: s.string,
    subject: s.string,
    source: s.string.describe("The integration, such as intercom, google or zendesk."),
    status: s.string.describe("Such as Open or Closed; may be empty."),
    rating: s.string.describe("Such as Satisfied, Neutral or Unsatisfied."),
    traits,
  });

  path() {
    return "resources/conversations";
  }
}
