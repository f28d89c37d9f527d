import { SystemError } from "../errors/connector-error.js";
import { endpointOf } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { JsonValue } from "../protocol/json.js";

/**
 * A value that can be sent back unchanged.
 *
 * @param where for the message, e.g. `value at "next"`.
 * @throws SystemError if it is neither text nor number, or cannot be sent back unchanged: a number beyond 2^53, which has lost
 *   digits, or a text with half a surrogate pair, which no URL can carry.
 */
export function tokenOf(page: Page, value: JsonValue | undefined, where: string): string | number {
  const isExact = typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (isExact || (typeof value === "string" && !/\p{Surrogate}/u.test(value))) return value;
  throw new SystemError(
    `${endpointOf(page.request)} answered with a ${where} that is not a token. Pagination was stopped.`,
  );
}
