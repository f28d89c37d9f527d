import { flag, json, key, list, object, openObject, record, refers, text, timestamp } from "@sluice/core";
import { accountObject, dayOrTime, organizationObject, stamps, traits } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

const meetingParticipant = object({
  id: text,
  type: text.describe("organizer or attendee."),
  userId: refers(text, "users"),
  vitallyUserId: refers(text, "admins"),
  email: text,
  responseStatus: text.describe("needsAction, accepted, tentative or declined."),
  isOrganizer: flag,
});

export const meeting = record({
  id: key(text),
  ...stamps,
  externalId: text,
  title: text,
  description: text,
  location: text,
  startDate: dayOrTime.describe("Set for meetings that last whole days."),
  startDateTime: timestamp,
  startTimeZone: text,
  endDate: dayOrTime.describe("Set for meetings that last whole days."),
  endDateTime: timestamp,
  endTimeZone: text,
  externalStatus: text,
  recordingUrl: text,
  recordingUrlFormatted: text,
  joiningInstructionsUri: text,
  videoConferenceUri: text,
  phoneConferenceNumbers: list(json),
  conferenceSolution: text,
  summary: text,
  keyPoints: list(text),
  riskAssessment: text,
  source: text.describe("The integration that brought it."),
  participants: list(meetingParticipant),
  accounts: list(accountObject).describe("Found through the participants; empty where none is known."),
  organizations: list(organizationObject).describe("Found through the participants; empty where none is known."),
  accountIds: list(refers(text, "accounts")),
  organizationIds: list(refers(text, "organizations")),
  notes: list(openObject),
  tasks: list(openObject),
  traits,
  archivedAt: timestamp,
});

export class Meetings extends ArchivedStream<typeof meeting> {
  readonly name = "meetings";
  readonly description = "Meetings with customers.";
  readonly schema = meeting;

  protected path() {
    return "resources/meetings";
  }
}
