import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest } from "@sluice/testkit";
import { type Account, partOfAccount, wholeAccount } from "./account.js";
import { NOW, secret, secrets, uuid } from "./account-ids.js";
import { expectedRecords } from "./expected.js";
import { addRoutes } from "./routes.js";

export { NOW } from "./account-ids.js";

/** A config for source-configcat. A type and not an interface, so that it passes as a JSON object. */
export type FakeConfig = {
  readonly username: string;
  readonly password: string;
  readonly base_url: string;
};

export interface FakeConfigCat {
  /** Its `inject` makes single requests fail: 429, 500, a dropped connection, 403 for one product. */
  readonly api: FakeApi;
  /** A config that works, of a user who sees everything. */
  readonly config: FakeConfig;
  /** Of a user who sees one product of one organization and gets 403 for the organization's audit log. */
  readonly restricted: FakeConfig;
  /** Stream name → the records that the connector must emit for `config`, in order. */
  readonly expected: ReadonlyMap<string, readonly JsonObject[]>;
  /** What must not turn up anywhere in a connector's output. */
  readonly secrets: readonly string[];
  /** The start of today: what happened in the account is dated relative to it. */
  readonly now: string;
}

interface User {
  readonly username: string;
  readonly password: string;
  readonly account: Account;
}

const ADA: User = { username: uuid("credential 1"), password: secret("password 1"), account: wholeAccount };
const BEN: User = { username: uuid("credential 2"), password: secret("password 2"), account: partOfAccount };

const PER_MINUTE = 500;
const MINUTE_MS = 60_000;

/**
 * Starts a fake of ConfigCat's management API, with two organizations, five products, eight configs and sixty settings.
 *
 * Reading every stream takes 453 requests: 189 of them for audit logs, each cut into 26 windows of time, 60 each for code
 * references and predefined variations, 18 for values, and 30 for parents, each of which is read once for all its children.
 *
 * @param port a fixed port; any free one by default.
 */
export async function startConfigCat(port = 0): Promise<FakeConfigCat> {
  const api = await FakeApi.start(port);
  api.gate((request) => (accountOf(request) === undefined ? UNAUTHORIZED : undefined));
  api.everyReply(rateLimitHeaders());
  addRoutes(api, (request) => accountOf(request) ?? partOfAccount);
  const configOf = ({ username, password }: User) => ({ username, password, base_url: api.url });
  return {
    api,
    config: configOf(ADA),
    restricted: configOf(BEN),
    expected: expectedRecords(wholeAccount),
    secrets: [...secrets],
    now: NOW,
  };
}

const UNAUTHORIZED: FakeReply = { status: 401, headers: { "WWW-Authenticate": "Basic" } };

/** The account whose credential a request carries; undefined for an unknown credential. */
function accountOf({ headers }: FakeRequest): Account | undefined {
  const [, encoded = ""] = /^basic +(\S+)$/i.exec(headers["authorization"] ?? "") ?? [];
  const credential = Buffer.from(encoded, "base64").toString("utf8");
  return [ADA, BEN].find(({ username, password }) => credential === `${username}:${password}`)?.account;
}

/** The countdown starts over before it reaches zero: the fake refuses no request unless a fault is injected. */
function rateLimitHeaders(): () => Readonly<Record<string, string>> {
  let count = 0;
  return () => {
    const endMs = Math.ceil((Date.now() + 1) / MINUTE_MS) * MINUTE_MS;
    return {
      "X-Rate-Limit-Remaining": String(PER_MINUTE - 1 - (count++ % (PER_MINUTE / 2))),
      "X-Rate-Limit-Reset": new Date(endMs).toISOString().replace("Z", "0000Z"),
    };
  };
}
