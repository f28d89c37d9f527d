import { ApiKeyQueryAuth, type CommonConfig, type HttpClient, packageVersion, Source } from "@sluice/core";
import { accountOf } from "./company.js";
import { type Config, config } from "./config.js";
import { probe } from "./probe.js";
import { streams } from "./streams/index.js";

/** The REST API of Baton, whose connectors and hosts keep its former name. */
export class Hellobaton extends Source<typeof config> {
  readonly name = "hellobaton";
  readonly title = "Hellobaton";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://app.hellobaton.com/api/redoc/";
  readonly config = config;
  readonly streams = streams;
  /**
   * The vendor's limit per key; how many may be in flight at once is not documented. With sixteen an account of a few hundred pages is
   * read in seconds, and a larger one waits for the minute.
   */
  readonly limits = { concurrency: 16, requestsPerMinute: 1000 };

  baseUrl({ company }: Config): string {
    return `https://${accountOf(company)}.hellobaton.com`;
  }

  authenticator({ api_key }: Config): ApiKeyQueryAuth {
    return new ApiKeyQueryAuth({ param: "api_key", key: api_key });
  }

  probe(http: HttpClient, config: Config & CommonConfig): Promise<void> {
    const setting = config.base_url === undefined ? "company" : "base_url";
    return probe(http, { host: new URL(config.base_url ?? this.baseUrl(config)).host, setting });
  }
}
