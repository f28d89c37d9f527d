import type { FakeReply } from "./exchange.js";
import { type FaultCase, of } from "./fault-case.js";

const NOT_FETCHED = "no token was fetched after the one in use had expired";

/** As RFC 6749 has it; what other endpoints answer has other words and the same meaning. */
const REVOKED: FakeReply = { status: 400, json: { error: "invalid_grant", error_description: "revoked" } };
const BUSY: FakeReply = { status: 503, text: "busy" };
const HTML: FakeReply = { text: "<html>sign in</html>", headers: { "content-type": "text/html" } };

/** The faults of tokens: the fake's own gate refuses the old one, so that only a new one that is used recovers the read. */
export const TOKEN_FAULTS: readonly FaultCase[] = of("tokens", [
  { name: "the token expires", outcomes: ["recovered"], expires: "once", reply: ({ genuine }) => genuine },
  { name: "the token expires twice", outcomes: ["recovered"], expires: "twice", reply: ({ genuine }) => genuine },
  endpoint("the token endpoint is busy", "recovered", { reply: BUSY }),
  endpoint("the token endpoint is busy, forever", "transient_error", { reply: BUSY, lasts: true }),
  endpoint("the token is revoked, and what it was fetched with", "config_error", { reply: REVOKED, lasts: true }),
  endpoint("the token endpoint answers HTML", "system_error", { reply: HTML, lasts: true }),
]);

/** The token expires, and the next one is not to be had. */
function endpoint(
  name: string,
  outcome: FaultCase["outcomes"][number],
  token: NonNullable<FaultCase["token"]>,
): FaultCase {
  const reply: FaultCase["reply"] = ({ genuine }) => genuine;
  return { name, outcomes: [outcome], notApplicable: NOT_FETCHED, expires: "once", token, reply };
}
