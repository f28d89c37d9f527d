import {
  key,
  list,
  path,
  type Query,
  type ReadFrom,
  type RecordOf,
  record,
  refers,
  SinglePage,
  type Slice,
  SliceOrder,
  text,
  timestamp,
} from "@sluice/core";
import { participant } from "../shapes.js";
import { VitallyStream } from "../stream.js";
import { Conversations, type conversation } from "./conversations.js";

export const message = record({
  conversationId: refers(key(text), "conversations"),
  conversationUpdatedAt: timestamp.describe("When the conversation last changed; a message itself has no such time."),
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

/**
 * No endpoint lists messages, and the list of conversations leaves them out: only a conversation by itself has them. A message
 * has no time of change, so an incremental read takes all messages of each conversation that changed.
 */
export class Messages extends VitallyStream<typeof message> {
  readonly name = "messages";
  readonly description = "Messages of each conversation; costs one request per conversation.";
  readonly schema = message;
  override readonly cursor = new SliceOrder("conversationUpdatedAt", "conversation");
  protected override readonly inject = ["conversationId", "conversationUpdatedAt"];
  protected override readonly recordsAt = "messages?";
  protected override readonly paginator = new SinglePage();
  /** A conversation may be deleted between the list and this. */
  protected override readonly skipSliceOn = [404];

  protected override slices(from: ReadFrom) {
    return from.mode === "incremental" ? this.moved(Conversations, from, sliceOf) : this.each(Conversations, sliceOf);
  }

  protected path({ conversationId }: Slice) {
    return path`resources/conversations/${conversationId}`;
  }

  protected override query(): Query {
    return {};
  }
}

function sliceOf({ id, updatedAt = null }: RecordOf<typeof conversation>): Slice {
  return { conversationId: id, conversationUpdatedAt: updatedAt };
}
