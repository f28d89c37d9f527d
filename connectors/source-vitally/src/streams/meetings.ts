import { s } from "@sluice/core";
import { accountObject, dayOrTime, organizationObject, stamps, traits } from "../shapes.js";
import { ArchivedStream } from "../stream.js";

const meetingParticipant = s.object({
  id: s.string,
  type: s.string.describe("organizer or attendee."),
  userId: s.refers(s.string, "users"),
  vitallyUserId: s.refers(s.string, "admins"),
  email: s.string,
  responseStatus: s.string.describe("needsAction, accepted, tentative or declined."),
  isOrganizer: s.boolean,
});

export class Meetings extends ArchivedStream {
  readonly name = "meetings";
  readonly description = "Meetings with customers.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    externalId: s.string,
    title: s.string,
    description: s.string,
    location: s.string,
    startDate: dayOrTime.describe("Set for meetings that last whole days."),
    startDateTime: s.timestamp,
    startTimeZone: s.string,
    endDate: dayOrTime.describe("Set for meetings that last whole days."),
    endDateTime: s.timestamp,
    endTimeZone: s.string,
    externalStatus: s.string,
    recordingUrl: s.string,
    recordingUrlFormatted: s.string,
    joiningInstructionsUri: s.string,
    videoConferenceUri: s.string,
    phoneConferenceNumbers: s.array(s.json),
    conferenceSolution: s.string,
    summary: s.string,
    keyPoints: s.array(s.string),
    riskAssessment: s.string,
    source: s.string.describe("The integration that brought it."),
    participants: s.array(meetingParticipant),
    accounts: s.array(accountObject).describe("Found through the participants; empty where none is known."),
    organizations: s.array(organizationObject).describe("Found through the participants; empty where none is known."),
    accountIds: s.array(s.refers(s.string, "accounts")),
    organizationIds: s.array(s.refers(s.string, "organizations")),
    notes: s.array(s.openObject),
    tasks: s.array(s.openObject),
    traits,
    archivedAt: s.timestamp,
  });

  path() {
    return "resources/meetings";
  }
}
