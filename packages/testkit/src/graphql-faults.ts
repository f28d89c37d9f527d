import { isJsonObject, type JsonObject } from "@sluice/core";
import { type FaultCase, type GenuinePage, type Outcome, of } from "./fault-case.js";
import { inPlaceOf } from "./reply-body.js";

const ERRORS = [{ message: "a field failed", path: ["x"] }];
const LIMITED = [{ message: "too many points", extensions: { code: "RATE_LIMITED" } }];

/** The faults of GraphQL, whose errors have status 200. */
export const GRAPHQL_FAULTS: readonly FaultCase[] = of("GraphQL", [
  graphQl("GraphQL errors with status 200", ["system_error"], () => ({ errors: ERRORS })),
  graphQl("a GraphQL rate limit with status 200", ["recovered"], () => ({ errors: LIMITED })),
  partialData(),
  graphQl("GraphQL data that is null", ["system_error"], () => ({ data: null })),
]);

function partialData(): FaultCase {
  const fault = graphQl("GraphQL errors next to the data", ["system_error"], (body) => ({ ...body, errors: ERRORS }));
  return {
    ...fault,
    notApplicable: "its partialData says that there may be some",
    reply: (page) => (page.paging.acceptsPartialData ? undefined : fault.reply(page)),
  };
}

function graphQl(name: string, outcomes: readonly Outcome[], change: (body: JsonObject) => JsonObject): FaultCase {
  const reply = ({ genuine, content }: GenuinePage) =>
    isJsonObject(content?.body) ? inPlaceOf(genuine, { json: change(content.body) }) : undefined;
  return { name, outcomes, reply };
}
