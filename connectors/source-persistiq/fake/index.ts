import { randomUUID } from "node:crypto";
import { FakeApi, type FakeVendor } from "@sluice/testkit";
import { keyOf } from "./account-ids.js";
import { expected } from "./expected.js";
import { unauthorized } from "./replies.js";
import { addRoutes } from "./routes.js";

/** A config for source-persistiq. A type and not an interface, so that it passes as a JSON object. */
export type FakeConfig = {
  readonly api_key: string;
  readonly base_url: string;
};

export interface FakePersistIQ extends FakeVendor {
  readonly config: FakeConfig;
  /** Lists that are answered completely, without `has_more` and `next_page`. Tests may add users and lead_fields. */
  readonly withoutFlags: Set<string>;
}

/** What the live host announces. The document says 100. */
const PER_MINUTE = 500;

/**
 * Starts a fake of PersistIQ's API, v1, with a company of 53 users, 1137 leads, 12 campaigns and 1230 events.
 *
 * Reading every stream takes 60 requests: 12 for leads, 15 and 14 for the leads and replies of campaigns, and 3 to list the
 * campaigns once more as a parent.
 *
 * @param port a fixed port; any free one by default.
 */
export async function startPersistIQ(port = 0): Promise<FakePersistIQ> {
  const api = await FakeApi.start(port);
  const config = { api_key: keyOf("company"), base_url: api.url };
  const withoutFlags = new Set(["lead_statuses"]);
  api.gate((request) => (request.headers["x-api-key"] === config.api_key ? undefined : unauthorized(request)));
  api.everyReply(usualHeaders(PER_MINUTE));
  addRoutes(api, withoutFlags);
  return { api, config, expected, withoutFlags };
}

/**
 * On every reply, refusals included. What remains is counted down and never becomes little: the fake refuses no request unless a
 * fault is injected.
 */
export function usualHeaders(perMinute: number): () => Readonly<Record<string, string>> {
  let count = 0;
  return () => ({
    "x-request-id": randomUUID(),
    "x-runtime": "0.012345",
    "x-ratelimit-limit": String(perMinute),
    "x-ratelimit-remaining": String(perMinute - 1 - (count++ % Math.ceil(perMinute / 2))),
    "strict-transport-security": "max-age=63072000; includeSubDomains",
  });
}
