import {
  ConfigError,
  type Discovery,
  form,
  type HttpClient,
  packageVersion,
  SessionTokenAuth,
  Source,
} from "@sluice/core";
import { type Config, config } from "./config.js";
import { rowsOf } from "./rows.js";
import { Bases, Changes, Members, Tables } from "./streams.js";

/** A spreadsheet that is a database, and does not exist: customers make the tables, so the API says which streams there are. */
export class Gridbase extends Source<typeof config> {
  readonly name = "gridbase";
  readonly title = "Gridbase";
  readonly version = packageVersion(import.meta.url);
  readonly documentationUrl = "https://api.gridbase.example";
  readonly config = config;
  readonly streams = [Bases, Tables, Members, Changes];
  readonly limits = { concurrency: 4, requestsPerMinute: 300 };

  /** A stream for each table of the bases. Both lists are read once, for this and for the slices of `tables`. */
  override async streamsFor({ bases = [] }: Config, { records }: Discovery<Config>) {
    const found = new Set((await records(Bases)).map(({ id }) => id));
    const missing = bases.filter((id) => !found.has(id));
    if (missing.length > 0)
      throw new ConfigError(`bases: there is no base ${missing.join(", ")} that the user may see. Correct the list.`);
    return [...this.streams, ...(await records(Tables)).map(rowsOf)];
  }

  baseUrl() {
    return "https://api.gridbase.example";
  }

  override origins() {
    return ["https://feed.gridbase.example"];
  }

  override headers() {
    return { "gridbase-version": "2026-01" };
  }

  authenticator({ email, password }: Config) {
    return new SessionTokenAuth({
      url: "/v1/login",
      body: form({ email, password }),
      tokenAt: "session.token",
      expiresAt: "session.expires_in",
      sendAs: { header: "X-Session" },
    });
  }

  /** The login is the test; the list of bases is short. */
  async probe(http: HttpClient) {
    await http.send(http.request("v1/bases"), "check");
  }
}
