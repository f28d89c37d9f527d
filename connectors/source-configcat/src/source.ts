import { BasicAuth, bodyOf, ConfigError, type HttpClient, packageVersion, Source } from "@sluice/core";
import { type Config, config } from "./config.js";
import { streams } from "./streams/index.js";

/** The ConfigCat Public Management API: https://api.configcat.com/docs. */
export class ConfigCat extends Source<typeof config> {
  readonly name = "configcat";
  readonly title = "ConfigCat";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://api.configcat.com/docs";
  readonly config = config;
  readonly streams = streams;
  /**
   * ConfigCat documents no limit today; until 2024 it was 20 a second and 500 a minute per endpoint. 480 a minute over all
   * endpoints, eight at a time and spread over the streams that are read at the same time, is below that.
   */
  readonly limits = { concurrency: 8, requestsPerMinute: 480 };

  baseUrl(): string {
    return "https://api.configcat.com";
  }

  authenticator({ username, password }: Config): BasicAuth {
    return new BasicAuth({ username, password });
  }

  /** `/v1/me` needs no rights, so it checks the credential; the organizations show whether there is anything to read. */
  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("v1/me"), "check");
    const request = http.request("v1/organizations");
    const organizations = bodyOf(request, await http.send(request, "check"));
    if (Array.isArray(organizations.value) && organizations.value.length === 0) {
      throw new ConfigError(
        "The credential works, but its user belongs to no organization. Have the user invited to one.",
      );
    }
  }
}
