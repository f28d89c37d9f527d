import { type CommonConfig, type HttpClient, packageVersion, Source } from "@sluice/core";
import { type Config, config } from "./config.js";
import { authenticatorOf } from "./credentials.js";
import { baseUrlOf } from "./host.js";
import { probeAccounts } from "./probe.js";
import { streams } from "./streams/index.js";
import { SurveyResponses } from "./streams/survey-responses.js";

/** The Vitally REST API. */
export class Vitally extends Source<typeof config> {
  readonly name = "vitally";
  readonly title = "Vitally";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://docs.vitally.io/en/articles/9880649-rest-api-overview";
  readonly config = config;
  readonly streams = streams.filter((StreamOf) => StreamOf !== SurveyResponses);
  /** Vitally allows each key 1000 requests a minute. Its `RateLimit-*` headers say how many requests are left for all users of the key. */
  readonly limits = { concurrency: 4, requestsPerMinute: 1000 };

  /** Without survey ids there is nothing to read as responses, so the stream is not offered: an empty one would look complete. */
  override streamsFor({ survey_ids = [] }: Config) {
    return survey_ids.length > 0 ? streams : this.streams;
  }

  baseUrl(config: Config): string {
    return baseUrlOf(config);
  }

  authenticator(config: Config) {
    return authenticatorOf(config);
  }

  probe(http: HttpClient, config: Config & CommonConfig): Promise<void> {
    return probeAccounts(http, config);
  }
}
