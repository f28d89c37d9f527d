import { type HttpClient, OAuthRefreshAuth, packageVersion, Source, when } from "@sluice/core";
import { type Config, config } from "./config.js";
import { streams } from "./streams.js";

/** A CRM that does not exist: tokens that rotate, searches by POST, and a plan that decides what may be read. */
export class Rolodex extends Source<typeof config> {
  readonly name = "rolodex";
  readonly title = "Rolodex";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://developers.rolodex.example";
  readonly config = config;
  readonly streams = streams;
  readonly limits = { concurrency: 4, requestsPerMinute: 600 };

  /** The API answers 403 both to who asks too often and to who may not ask: the code says which. */
  override readonly errors = [when({ status: 403, at: "error.code", is: "TOO_MANY_REQUESTS" }).rateLimit()];

  baseUrl(): string {
    return "https://api.rolodex.example";
  }

  override headers() {
    return { "x-rolodex-version": "2026-04" };
  }

  /** Each refresh token works once. The next one is saved in the config before its access token is used. */
  authenticator({ client_id, client_secret, refresh_token, access_token, token_expires_at }: Config): OAuthRefreshAuth {
    return new OAuthRefreshAuth({
      url: "/oauth/token",
      clientId: client_id,
      clientSecret: client_secret,
      refreshToken: refresh_token,
      saved: { accessToken: access_token, expiresAt: token_expires_at },
      rotates: { refreshToken: "refresh_token", accessToken: "access_token", expiresAt: "token_expires_at" },
    });
  }

  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v3/account"), "check");
  }
}
