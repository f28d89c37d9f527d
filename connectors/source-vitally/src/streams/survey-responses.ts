import { type JsonObject, type JsonValue, listAt, path, type Query, type Slice, s, when } from "@sluice/core";
import { stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

/** The only paged list whose records are in `data`. Whether it can be sorted is not documented, so it is not. */
export class SurveyResponses extends VitallyStream {
  readonly name = "survey_responses";
  readonly description = "Responses to the surveys that the setting survey_ids names.";
  override readonly cursor = undefined;
  readonly schema = s.record({
    surveyId: s.key(s.string),
    id: s.key(s.string),
    ...stamps,
    organizationId: s.refers(s.string, "organizations"),
    userId: s.refers(s.string, "users"),
    title: s.string,
    body: s.string,
    respondedAt: s.timestamp,
    questionResponses: s.array(
      s.object({
        id: s.string,
        questionId: s.string,
        data: s.object({ type: s.string.describe("array, string, date or number."), value: s.json }),
      }),
    ),
  });
  override readonly addParentFields = ["surveyId"];
  override readonly recordsAt = "data";
  override readonly errors = [
    when({ status: 404, at: "error" }).fail("config", "There is no such survey. Remove its id from survey_ids."),
  ];

  override async *slices() {
    for (const surveyId of new Set(this.config.survey_ids)) yield { surveyId };
  }

  path({ surveyId }: Slice) {
    return path`resources/surveys/${surveyId}/responses`;
  }

  override query(): Query {
    return {};
  }

  override records(body: JsonValue): readonly JsonObject[] {
    return listAt(body, this.recordsAt).map(withUserId);
  }
}

/**
 * Vitally's documents show the user as `userId` and as `userID`. Warehouses that ignore case cannot have both columns, and Singer
 * targets refuse a field that is not declared, so there is one.
 */
function withUserId({ userID, ...record }: JsonObject): JsonObject {
  return userID === undefined ? record : { ...record, userId: record["userId"] ?? userID };
}
