import type { FakeReply, FakeRequest, Fault } from "@sluice/testkit";

/** Meets the requests for one page of a list; without a number those for any page of it. */
export function at(path: string, page?: number): Fault["at"] {
  return (request: FakeRequest) =>
    request.path === path && (page === undefined || Number(request.query.get("page") ?? 1) === page);
}

/** A refusal as the document shows it: the second at which the limit restarts is in the text only. */
export function tooManyRequests(resetSeconds: number): FakeReply {
  const message = `You performed more than 100 requests per minute. Limit will be reseted at ${resetSeconds}.`;
  return { status: 429, json: { error: { reason: "too_many_requests", message } } };
}

/** The same, but the header says it. */
export function tooManyRequestsByHeader(resetSeconds: number): FakeReply {
  const json = { error: { reason: "too_many_requests", message: "You performed more than 100 requests per minute." } };
  return { status: 429, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(resetSeconds) }, json };
}

/** JSON that ends in the middle. */
export const TRUNCATED: FakeReply = {
  bytes: Buffer.from('{"status":"success","errors":[],"has_more":true,"next_page":null,"leads":[{"id":"l_1","sta'),
  headers: { "content-type": "application/json; charset=utf-8" },
};

/** A success that has everything but the list. */
export const WITHOUT_RECORDS: FakeReply = {
  json: { status: "success", errors: [], has_more: false, next_page: null },
};
