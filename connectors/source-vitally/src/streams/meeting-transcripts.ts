import { key, list, number, object, record, refers, text } from "@sluice/core";
import { stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

const sentence = object({
  text,
  startTime: number.describe("Milliseconds from the start."),
  endTime: number.describe("Milliseconds from the start."),
});

export const meetingTranscript = record({
  id: key(text),
  ...stamps,
  meetingId: refers(text, "meetings"),
  transcript: list(
    object({ speaker: object({ externalId: text, email: text, name: text }), sentences: list(sentence) }),
  ).describe("Who said what, in order."),
});

export class MeetingTranscripts extends VitallyStream<typeof meetingTranscript> {
  readonly name = "meeting_transcripts";
  readonly description = "What was said in recorded meetings.";
  readonly schema = meetingTranscript;

  protected path() {
    return "resources/meetingTranscripts";
  }
}
