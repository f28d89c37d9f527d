import { key, record, text } from "@sluice/core";
import { stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const conversation = record({
  id: key(text),
  ...stamps,
  externalId: text,
  externalUrl: text,
  subject: text,
  source: text.describe("The integration, such as intercom, google or zendesk."),
  status: text.describe("Such as Open or Closed; may be empty."),
  rating: text.describe("Such as Satisfied, Neutral or Unsatisfied."),
  traits,
});

export class Conversations extends VitallyStream<typeof conversation> {
  readonly name = "conversations";
  readonly description = "Conversations with customers, mails and calendar entries included, without their messages.";
  readonly schema = conversation;

  protected path() {
    return "resources/conversations";
  }
}
