import { ApiKeyQueryAuth, type HttpClient, packageVersion, Source } from "@sluice/core";
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
  protected readonly streams = streams;
  /**
   * The vendor's limit per key; how many may be in flight at once is said nowhere. With sixteen an account of a few hundred pages is
   * read in seconds, and a larger one waits for the minute.
   */
  protected readonly limits = { concurrency: 16, requestsPerMinute: 1000 };

  protected baseUrl({ base_url, company }: Config): string {
    return base_url ?? `https://${accountOf(company)}.hellobaton.com`;
  }

  protected authenticator({ api_key }: Config): ApiKeyQueryAuth {
    return new ApiKeyQueryAuth("api_key", api_key);
  }

  protected probe(http: HttpClient, config: Config): Promise<void> {
    const setting = config.base_url === undefined ? "company" : "base_url";
    return probe(http, { host: new URL(this.baseUrl(config)).host, setting });
  }
}
