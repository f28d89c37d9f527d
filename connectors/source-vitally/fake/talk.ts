import { admins, inlinedAccount, inlinedUser, traitsOf, users } from "./customers.js";
import { cycled, dayOf, hoursAgo, type Row, stamped, times, uuid } from "./ids.js";

const SOURCES = ["intercom", "google", "outlook", "zendesk"] as const;

/** As the list has them. */
export const conversations: readonly Row[] = times(102, (number) => ({
  ...stamped("conversation", number),
  externalId: `conv-${number}`,
  externalUrl: `https://mail.example.com/c/${number}`,
  subject: `Onboarding question ${number} – können wir?`,
  source: cycled(SOURCES, number),
  status: cycled(["Open", "Closed", ""], number),
  rating: cycled([null, "Satisfied", "Unsatisfied", "Neutral"], number),
  traits: number % 4 === 3 ? { "zendesk.status": "open", "zendesk.tags": ["vip", "größe"] } : {},
}));

/** The messages of one conversation; some have none. */
export function messagesOf(conversation: Row): readonly Row[] {
  const number = conversations.findIndex(({ id }) => id === conversation.id);
  return times(number % 4, (position) => ({
    id: uuid(`message of ${number}`, position),
    type: cycled(["inbound", "outbound"], position),
    externalId: `msg-${number}-${position}`,
    timestamp: hoursAgo(200 - position),
    message: `<p>How do we <a href="https://example.com/?a=1&amp;b=2">start</a>? 🚀</p>`,
    from: { type: "user", id: cycled(users, number).id },
    to: [{ type: "admin", id: cycled(admins, number).id }],
    cc: [],
    bcc: [],
  }));
}

/** As the API gives a single conversation: only here it has its messages and people. */
export function detailOf(conversation: Row): Row {
  return {
    ...conversation,
    messages: [...messagesOf(conversation)],
    accounts: [inlinedAccount(3)],
    users: [inlinedUser(3)],
    admins: [cycled(admins, 3)],
  };
}

const npsResponses: readonly Row[] = times(230, (number) => ({
  ...stamped("nps response", number),
  externalId: `nps-${number}`,
  userId: cycled(users, number).id,
  score: number % 11,
  feedback: number % 2 === 0 ? "Schnelle Antworten ❤" : null,
  respondedAt: hoursAgo(300 + number),
  dismissedAt: null,
  ...(number % 50 === 0 ? { user: inlinedUser(number) } : {}),
}));

/** Responses by target. Some are in both lists. */
export const npsByTarget = {
  accounts: npsResponses.slice(0, 140),
  organization: npsResponses.slice(110),
};

const SURVEY_SIZES = [120, 3] as const;

/** Survey id → its responses. */
export const surveys: ReadonlyMap<string, readonly Row[]> = new Map(
  SURVEY_SIZES.map((size, survey) => {
    const surveyId = uuid("survey", survey);
    return [surveyId, times(size, (number) => surveyResponse(surveyId, number))] as const;
  }),
);

/** Each spells the user as one of the two documents does. */
function surveyResponse(surveyId: string, number: number): Row {
  const spelling = number % 10 === 9 ? "userID" : "userId";
  const answers = [
    { type: "array", value: ["Fast", "Clear"] },
    { type: "number", value: number / 4 },
    { type: "date", value: dayOf(hoursAgo(number)) },
    { type: "string", value: "Weiter so!" },
  ];
  return {
    ...stamped(`response of ${surveyId}`, number),
    surveyId,
    organizationId: null,
    [spelling]: cycled(users, number).id,
    title: "Onboarding survey",
    body: null,
    respondedAt: hoursAgo(500 + number),
    questionResponses: answers.map((data, question) => ({
      id: uuid(`answer of ${surveyId} ${number}`, question),
      questionId: uuid("question", question),
      data,
    })),
  };
}

/** Every fifth lasts a whole day; every third has no participant and so no account. */
export const meetings: readonly Row[] = times(120, (number) => {
  const start = hoursAgo(600 + number);
  const isWholeDay = number % 5 === 0;
  const isAlone = number % 3 === 0;
  const organizer = {
    id: uuid("participant", number),
    type: "organizer",
    vitallyUserId: cycled(admins, number).id,
    responseStatus: "accepted",
    isOrganizer: true,
  };
  return {
    ...stamped("meeting", number),
    externalId: `cal-${number}`,
    title: "Quarterly review ☕",
    description: number % 2 === 0 ? null : "<p>Agenda</p>",
    location: null,
    startDate: isWholeDay ? dayOf(start) : null,
    startDateTime: isWholeDay ? null : start,
    startTimeZone: "utc",
    endDate: isWholeDay ? dayOf(start) : null,
    endDateTime: isWholeDay ? null : hoursAgo(599 + number),
    endTimeZone: "utc",
    externalStatus: "confirmed",
    recordingUrl: null,
    recordingUrlFormatted: null,
    joiningInstructionsUri: null,
    videoConferenceUri: "https://meet.example.com/x",
    phoneConferenceNumbers: number % 2 === 0 ? [] : ["+49 30 000000"],
    conferenceSolution: "Zoom",
    summary: null,
    keyPoints: ["Renewal", "Größe"],
    riskAssessment: null,
    source: "google",
    participants: isAlone ? [] : [organizer],
    accounts: isAlone ? [] : [inlinedAccount(number)],
    organizations: [],
    notes: [],
    tasks: [],
    traits: traitsOf(number),
    archivedAt: number % 8 === 7 ? hoursAgo(number) : null,
  };
});

export const meetingTranscripts: readonly Row[] = times(101, (number) => ({
  ...stamped("meeting transcript", number),
  meetingId: cycled(meetings, number).id,
  transcript: [
    {
      speaker: { externalId: null, email: "ada@example.com", name: "Ada Miles" },
      sentences: [{ text: "Guten Morgen – おはよう.", startTime: 0, endTime: 1_400.5 }],
    },
  ],
}));
