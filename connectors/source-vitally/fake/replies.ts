import type { FakeReply } from "@sluice/testkit";

/** Errors are flat: one text under `error`. */
function errorReply(status: number, error: string): FakeReply {
  return { status, json: { error } };
}

export const NO_CREDENTIALS = errorReply(401, "Authorization header not present.");
export const WRONG_TOKEN = errorReply(401, "Invalid API token.");
export const FORBIDDEN = errorReply(403, "The API key has no access to this resource.");
export const NOT_FOUND = errorReply(404, "Not found.");

export function badRequest(error: string): FakeReply {
  return errorReply(400, error);
}

/** Too many requests, for so many seconds. `Retry-After` is not documented, so it comes only if asked for. */
export function tooMany(resetSeconds: number, retryAfter?: number): FakeReply {
  return {
    ...errorReply(429, "Too many requests."),
    headers: {
      "RateLimit-Remaining": "0",
      "RateLimit-Reset": String(resetSeconds),
      ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
    },
  };
}
