import { DateWindow, key, object, openObject, record, refers, text, timestamp } from "@sluice/core";
import { campaignFields, leadFields, userFields } from "../shapes.js";
import { PersistIQStream } from "../stream.js";

/**
 * Two documents of PersistIQ's tell of two shapes, and which of them an account sees is not known. The schema is their
 * union, and an event comes out in the shape in which it came: no field of one is derived from the other.
 */
export const event = record({
  id: key(text),
  kind: text.describe("What happened, e.g. message_sent, message_received (a reply) or lead_created."),
  event_at: timestamp,
  user_id: refers(text, "users"),
  user: refers(object({ id: text, ...userFields }), "users"),
  campaign: refers(object({ id: text, ...campaignFields }), "campaigns"),
  lead: refers(object({ id: text, ...leadFields }), "leads"),
  params: openObject,
  diff: openObject.describe("What changed."),
  event_type: text.describe("In place of kind, in the other of the two documented shapes."),
  created_at: text.describe("In place of event_at; its format is not documented."),
  data: openObject.describe("In place of user, campaign, lead, params and diff."),
});

export class Events extends PersistIQStream<typeof event> {
  readonly name = "events";
  readonly description = "What users and leads did, five hundred a request.";
  readonly schema = event;
  /** The order of the list is not documented, nor whether the bounds are included. */
  override readonly cursor = new DateWindow("event_at", {
    from: "start_at",
    to: "end_at",
    overlapMs: 60_000,
    otherFields: ["created_at"],
  });
  protected override readonly recordsAt = "events";

  protected path() {
    return "v1/events";
  }
}
