import { type HttpClient, JwtAuth, packageVersion, Source } from "@sluice/core";
import { type Config, config } from "./config.js";
import { streams } from "./streams.js";

/** An advertising platform that does not exist: its reports are prepared by jobs. */
export class Adlens extends Source<typeof config> {
  readonly name = "adlens";
  readonly title = "Adlens";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://api.adlens.example";
  readonly config = config;
  readonly streams = streams;
  readonly limits = { concurrency: 4, requestsPerMinute: 600 };

  baseUrl(): string {
    return "https://api.adlens.example";
  }

  /** The key signs a token, which the API exchanges for an access token. The key itself is never sent. */
  authenticator({ client_email, private_key }: Config): JwtAuth {
    return new JwtAuth({
      url: "oauth/token",
      algorithm: "EdDSA",
      key: private_key,
      claims: { iss: client_email, aud: "https://api.adlens.example", scope: "reports.read" },
    });
  }

  /** One page of a list that every account may see. */
  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v1/campaigns"), "check");
  }
}
