import { json, key, list, object, path, type Query, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const surveyResponse = record({
  surveyId: key(text),
  id: key(text),
  ...stamps,
  organizationId: refers(text, "organizations"),
  userId: refers(text, "users"),
  userID: text.describe("Another spelling of userId that Vitally's documents show."),
  title: text,
  body: text,
  respondedAt: timestamp,
  questionResponses: list(
    object({
      id: text,
      questionId: text,
      data: object({ type: text.describe("array, string, date or number."), value: json }),
    }),
  ),
});

/** The one paged list whose records stand under `data`. Whether it can be sorted is not documented, so it is not asked to. */
export class SurveyResponses extends VitallyStream<typeof surveyResponse> {
  readonly name = "survey_responses";
  readonly description = "Responses to the surveys that the setting survey_ids names.";
  override readonly cursor = undefined;
  readonly schema = surveyResponse;
  protected override readonly inject = ["surveyId"];
  protected override readonly recordsAt = "data";

  protected override async *slices() {
    for (const surveyId of new Set(this.config.survey_ids)) yield { surveyId };
  }

  protected path({ surveyId }: Slice) {
    return path`resources/surveys/${surveyId}/responses`;
  }

  protected override query(): Query {
    return {};
  }
}
