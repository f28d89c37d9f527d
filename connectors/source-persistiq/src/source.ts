import {
  bodyOf,
  ConfigError,
  ConnectorError,
  type HttpClient,
  packageVersion,
  Source,
  valueAt,
  when,
} from "@sluice/core";
import { type Config, config, WHERE_THE_KEY_IS } from "./config.js";
import { KeyAuth } from "./key-auth.js";
import { waitInText } from "./rate-limit.js";
import { streams } from "./streams/index.js";

/** The PersistIQ API, v1: https://apidocs.persistiq.com. */
export class PersistIQ extends Source<typeof config> {
  readonly name = "persistiq";
  readonly title = "PersistIQ";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://apidocs.persistiq.com";
  readonly config = config;
  readonly streams = streams;
  /** The documented limit of a key. The live host announces a larger one, which is used from the first reply on. */
  readonly limits = { concurrency: 4, requestsPerMinute: 100, perMinuteHeader: "x-ratelimit-limit" };
  override readonly errors = [when({ status: 429 }).rateLimit({ afterMs: waitInText })];

  baseUrl(): string {
    return "https://api.persistiq.com";
  }

  authenticator({ api_key }: Config): KeyAuth {
    return new KeyAuth(api_key);
  }

  /** Every key may list the users: a key has no scopes. */
  async probe(http: HttpClient): Promise<void> {
    const request = http.request("v1/users", { page: 1 });
    const response = await http.send(request, "check").catch(explain);
    if (Array.isArray(valueAt(bodyOf(request, response).value, "users"))) return;
    throw new ConfigError(
      "The server is not PersistIQ's API: GET /v1/users returned no list of users. Check base_url if it is set.",
    );
  }
}

/** @throws the error, with this vendor's remedy where there is one. */
function explain(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  const { status, detail } = error;
  const more = { cause: error, ...(status && { status }), ...(detail && { detail }) };
  if (status === 401) {
    throw new ConfigError(`PersistIQ does not know this key (HTTP 401). Copy it again from ${WHERE_THE_KEY_IS}.`, more);
  }
  if (status === 403) {
    throw new ConfigError(
      "PersistIQ knows the key, but does not let it list the users (HTTP 403). " +
        "Ask an administrator of the account whether its plan includes the API, or for another key.",
      more,
    );
  }
  throw error;
}
