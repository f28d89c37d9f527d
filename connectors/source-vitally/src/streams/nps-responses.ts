import { type Query, type Slice, s } from "@sluice/core";
import { stamps, userObject } from "../shapes.js";
import { VitallyStream } from "../stream.js";

/** A parameter selects responses about accounts or about organizations; the default is accounts. */
const TARGETS = ["accounts", "organization"] as const;

export class NpsResponses extends VitallyStream {
  readonly name = "nps_responses";
  readonly description = "Answers to NPS surveys, about accounts and about organizations, each once.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    externalId: s.string,
    userId: s.refers(s.string, "users"),
    score: s.number.describe("From 0 to 10."),
    feedback: s.string,
    respondedAt: s.timestamp,
    dismissedAt: s.timestamp,
    user: userObject,
  });
  /** Vitally does not document whether a response may be in both lists. */
  override readonly dedupe = true;

  override async *slices() {
    yield* TARGETS.map((target) => ({ target }));
  }

  path() {
    return "resources/npsResponses";
  }

  override query(slice: Slice): Query {
    return { ...super.query(slice), target: slice["target"] };
  }
}
