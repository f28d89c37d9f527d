import { key, number, type Query, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { stamps, userObject } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const npsResponse = record({
  id: key(text),
  ...stamps,
  externalId: text,
  userId: refers(text, "users"),
  score: number.describe("From 0 to 10."),
  feedback: text,
  respondedAt: timestamp,
  dismissedAt: timestamp,
  user: userObject,
});

/** The API asks whether responses about accounts or about organizations are meant, and lists accounts if nobody says. */
const TARGETS = ["accounts", "organization"] as const;

export class NpsResponses extends VitallyStream<typeof npsResponse> {
  readonly name = "nps_responses";
  readonly description = "Answers to NPS surveys, about accounts and about organizations, each once.";
  readonly schema = npsResponse;
  /** Vitally does not say whether a response may stand in both lists. */
  protected override readonly distinct = true;

  protected override async *slices() {
    yield* TARGETS.map((target) => ({ target }));
  }

  protected path() {
    return "resources/npsResponses";
  }

  protected override query(slice: Slice): Query {
    return { ...super.query(slice), target: slice["target"] };
  }
}
