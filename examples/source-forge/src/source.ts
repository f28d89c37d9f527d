import { BearerAuth, type HttpClient, packageVersion, Source } from "@sluice/core";
import { type Config, config } from "./config.js";
import { streams } from "./streams.js";

/** A code host that does not exist: a plain REST API. */
export class Forge extends Source<typeof config> {
  readonly name = "forge";
  readonly title = "Forge";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://api.forge.example";
  readonly config = config;
  readonly streams = streams;
  readonly limits = { concurrency: 4, requestsPerMinute: 600 };

  baseUrl(): string {
    return "https://api.forge.example";
  }

  authenticator({ api_token }: Config): BearerAuth {
    return new BearerAuth({ token: api_token });
  }

  /** One page of a list that every account may see. */
  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v2/organizations"), "check");
  }
}
