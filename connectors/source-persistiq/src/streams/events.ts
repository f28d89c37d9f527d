import { DateWindowCursor, minutes, s } from "@sluice/core";
import { campaignFields, leadFields, userFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

export class Events extends PersistIQStream {
  readonly name = "events";
  readonly description = "What users and leads did, five hundred a request.";
  readonly schema = s.record({
    id: s.key(s.string),
    kind: s.string.describe("What happened, e.g. message_sent, message_received (a reply) or lead_created."),
    event_at: s.timestamp,
    user_id: s.refers(s.string, "users"),
    user: s.refers(s.object({ id: s.string, ...userFields }), "users"),
    campaign: s.refers(s.object({ id: s.string, ...campaignFields }), "campaigns"),
    lead: s.refers(s.object({ id: s.string, ...leadFields }), "leads"),
    params: s.openObject,
    diff: s.openObject.describe("What changed."),
    event_type: s.string.describe("Instead of kind, in the other of the two documented shapes."),
    created_at: s.string.describe("Instead of event_at; its format is not documented."),
    data: s.openObject.describe("Instead of user, campaign, lead, params and diff."),
  });
  /** The order of the list is not documented, nor whether the bounds are included. */
  override readonly cursor = new DateWindowCursor({
    field: "event_at",
    from: "start_at",
    to: "end_at",
    lookback: minutes(1),
    otherFields: ["created_at"],
  });
  override readonly recordsAt = "events";

  path() {
    return "v1/events";
  }
}
