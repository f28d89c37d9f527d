import { key, list, path, type Query, record, SinglePage, type Slice, text, timestamp } from "@sluice/core";
import { participant } from "../shapes.js";
import { VitallyStream } from "../stream.js";
import { Conversations } from "./conversations.js";

export const message = record({
  conversationId: key(text),
  id: key(text),
  type: text.describe("inbound or outbound."),
  externalId: text,
  timestamp,
  message: text.describe("HTML."),
  from: participant,
  to: list(participant),
  cc: list(participant),
  bcc: list(participant),
});

/** No endpoint lists messages, and the list of conversations leaves them out: only a conversation by itself has them. */
export class Messages extends VitallyStream<typeof message> {
  readonly name = "messages";
  readonly description = "Messages of each conversation; costs one request per conversation.";
  readonly schema = message;
  protected override readonly inject = ["conversationId"];
  protected override readonly recordsAt = "messages?";
  protected override readonly paginator = new SinglePage();
  /** A conversation may be deleted between the list and this. */
  protected override readonly skipSliceOn = [404];

  protected override slices() {
    return this.each(Conversations, ({ id }) => ({ conversationId: id }));
  }

  protected path({ conversationId }: Slice) {
    return path`resources/conversations/${conversationId}`;
  }

  protected override query(): Query {
    return {};
  }
}
