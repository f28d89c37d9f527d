import {
  ParentCursor,
  path,
  type Query,
  type ReadFrom,
  type RecordOf,
  SinglePagePaginator,
  type Slice,
  s,
  when,
} from "@sluice/core";
import { participant } from "../shapes.js";
import { VitallyStream } from "../stream.js";
import { Conversations } from "./conversations.js";

/**
 * No endpoint lists messages, and the list of conversations leaves them out: only a single conversation has them. A message
 * has no time of change, so an incremental read takes all messages of each conversation that changed.
 */
export class Messages extends VitallyStream {
  readonly name = "messages";
  readonly description = "Messages of each conversation; costs one request per conversation.";
  readonly schema = s.record({
    conversationId: s.refers(s.key(s.string), "conversations"),
    conversationUpdatedAt: s.timestamp.describe(
      "When the conversation last changed; a message itself has no such time.",
    ),
    id: s.key(s.string),
    type: s.string.describe("inbound or outbound."),
    externalId: s.string,
    timestamp: s.timestamp,
    message: s.string.describe("HTML."),
    from: participant,
    to: s.array(participant),
    cc: s.array(participant),
    bcc: s.array(participant),
  });
  override readonly cursor = new ParentCursor({ field: "conversationUpdatedAt", parents: "conversation" });
  override readonly addParentFields = ["conversationId", "conversationUpdatedAt"];
  override readonly recordsAt = "messages?";
  override readonly paginator = new SinglePagePaginator();
  override readonly errors = [when({ status: 404 }).skip("It may have been deleted since the list was read.")];

  override slices(from: ReadFrom) {
    return from.mode === "incremental"
      ? this.eachChanged(Conversations, from, sliceOf)
      : this.each(Conversations, sliceOf);
  }

  path({ conversationId }: Slice) {
    return path`resources/conversations/${conversationId}`;
  }

  override query(): Query {
    return {};
  }
}

function sliceOf({ id, updatedAt = null }: RecordOf<Conversations>): Slice {
  return { conversationId: id, conversationUpdatedAt: updatedAt };
}
