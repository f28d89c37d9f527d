import { s } from "@sluice/core";
import { stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

const sentence = s.object({
  text: s.string,
  startTime: s.number.describe("Milliseconds from the start."),
  endTime: s.number.describe("Milliseconds from the start."),
});

export class MeetingTranscripts extends VitallyStream {
  readonly name = "meeting_transcripts";
  readonly description = "What was said in recorded meetings.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    meetingId: s.refers(s.string, "meetings"),
    transcript: s
      .array(
        s.object({
          speaker: s.object({ externalId: s.string, email: s.string, name: s.string }),
          sentences: s.array(sentence),
        }),
      )
      .describe("Who said what, in order."),
  });

  path() {
    return "resources/meetingTranscripts";
  }
}
