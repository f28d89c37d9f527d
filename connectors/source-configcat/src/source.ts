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
  protected readonly streams = streams;
  /**
   * ConfigCat prints no figure today; until 2024 it said 20 a second and 500 a minute per endpoint. 480 a minute over all
   * endpoints, eight at a time and spread over the streams that are read side by side, stays below that.
   */
  protected readonly limits = { concurrency: 8, requestsPerMinute: 480 };

  protected baseUrl(config: Config): string {
    return config.base_url ?? "https://api.configcat.com";
  }

  protected authenticator({ username, password }: Config): BasicAuth {
    return new BasicAuth(username, password);
  }

  /** `/v1/me` needs no rights, so it tells the credential; the organizations tell whether there is anything to read. */
  protected async probe(http: HttpClient): Promise<void> {
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
