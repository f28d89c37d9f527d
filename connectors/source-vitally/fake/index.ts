import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest } from "@sluice/testkit";
import { expectedRecords } from "./expected.js";
import { token } from "./ids.js";
import { NO_CREDENTIALS, WRONG_TOKEN } from "./replies.js";
import { addRoutes } from "./routes.js";
import { CALM, type Switches } from "./switches.js";
import { surveys } from "./talk.js";

export { FORBIDDEN, NOT_FOUND, tooMany } from "./replies.js";
export { CALM, UNKNOWN_FIELD } from "./switches.js";

/** A config for source-vitally that reads every stream. A type and not an interface, so that it passes as a JSON object. */
export type FakeConfig = {
  readonly secret_token: string;
  readonly base_url: string;
  readonly survey_ids: string[];
};

export interface FakeVitally {
  /** Its `inject` makes single requests fail. */
  readonly api: FakeApi;
  readonly config: FakeConfig;
  /** Stream name → the records that the connector must emit for `config`, in order. */
  readonly expected: ReadonlyMap<string, readonly JsonObject[]>;
  /** Unusual behaviour to switch on. */
  readonly switches: Switches;
}

const TOKEN = token("of the fake");
const PER_MINUTE = 1000;

/**
 * Starts a fake of Vitally's REST API with some 2600 records, more than a page of whatever has pages. Reading every stream
 * takes 173 requests, 102 of them for the messages of single conversations.
 *
 * @param port a fixed port; any free one by default.
 */
export async function startVitally(port = 0): Promise<FakeVitally> {
  const api = await FakeApi.start(port);
  const switches = { ...CALM };
  api.gate(refusal);
  api.everyReply(rateLimitHeaders());
  addRoutes(api, switches);
  return {
    api,
    config: { secret_token: TOKEN, base_url: api.url, survey_ids: [...surveys.keys()] },
    expected: expectedRecords(),
    switches,
  };
}

/** The token is the user name; the part after the colon is ignored. */
function refusal({ headers }: FakeRequest): FakeReply | undefined {
  const header = headers["authorization"];
  if (header === undefined) return NO_CREDENTIALS;
  const [, encoded = ""] = /^basic ([a-z0-9+/]+={0,2})$/i.exec(header) ?? [];
  const [user] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return user === TOKEN ? undefined : WRONG_TOKEN;
}

/** The countdown starts over at half: the fake refuses no request unless a fault is injected. */
function rateLimitHeaders(): () => Readonly<Record<string, string>> {
  let count = 0;
  return () => ({
    "RateLimit-Limit": `${PER_MINUTE}, ${PER_MINUTE};window=60`,
    "RateLimit-Remaining": String(PER_MINUTE - 1 - (count++ % (PER_MINUTE / 2))),
    "RateLimit-Reset": "59",
  });
}
