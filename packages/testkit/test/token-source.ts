import { CursorTokenPaginator, HttpStream, OAuthRefreshAuth, Source, type StreamClass, s, secret } from "@sluice/core";
import * as z from "zod";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "../src/index.js";

const config = z.looseObject({
  client_secret: secret({ title: "Secret", description: "Of the application." }),
  refresh_token: secret({ title: "Refresh token", description: "Works once." }),
});
type Config = z.infer<typeof config>;

abstract class Listed extends HttpStream<Config> {
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.integer) });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "data";
  override readonly paginator = new CursorTokenPaginator({ at: "next", param: "after" });

  path(): string {
    return this.name;
  }
}

export class Contacts extends Listed {
  readonly name = "contacts";
}

export class Owners extends Listed {
  readonly name = "owners";
}

/** A connector with a refresh token that works once. */
export class TokenSource extends Source<typeof config> {
  readonly name = "token";
  readonly title = "Token";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams: readonly StreamClass<Config>[] = [Contacts, Owners];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl(): string {
    return "https://api.example.com";
  }
  authenticator({ client_secret: clientSecret, refresh_token: refreshToken }: Config): OAuthRefreshAuth {
    return new OAuthRefreshAuth({
      url: "/oauth/token",
      clientId: "the-client",
      clientSecret,
      refreshToken,
      rotates: { refreshToken: "refresh_token" },
    });
  }
  async probe(): Promise<void> {}
}

const ROWS = [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id }));
const CLIENT_SECRET = "client-Secret-1";

/** A fake whose token endpoint gives another refresh token each time. */
export async function startTokens(): Promise<FakeVendor> {
  const api = await FakeApi.start();
  const valid = new Set<string>();
  const secrets: string[] = [];
  let issued = 1;
  const refreshToken = () => `refresh-Token-${issued}`;
  api.gate(({ path, headers }) => {
    const token = headers["authorization"]?.replace("Bearer ", "") ?? "";
    return path === "/oauth/token" || valid.has(token) ? undefined : { status: 401, json: { error: "who?" } };
  });
  api.post("/oauth/token", ({ form }) => {
    const isRight = form.get("client_secret") === CLIENT_SECRET && form.get("refresh_token") === refreshToken();
    if (!isRight) return { status: 400, json: { error: "invalid_grant" } };
    const token = `access-Token-${++issued}`;
    valid.add(token);
    secrets.push(token, refreshToken());
    return { json: { access_token: token, refresh_token: refreshToken(), expires_in: 3600 } };
  });
  for (const name of ["contacts", "owners"]) api.get(`/${name}`, pageOf);
  return {
    api,
    get config() {
      return { client_secret: CLIENT_SECRET, refresh_token: refreshToken(), base_url: api.url };
    },
    expected: new Map(["contacts", "owners"].map((name) => [name, ROWS])),
    secrets,
    expireTokens: () => valid.clear(),
  };
}

function pageOf({ query }: FakeRequest): FakeReply {
  const from = Number(query.get("after") ?? 0);
  const next = from + 2 < ROWS.length ? String(from + 2) : null;
  return { json: { data: ROWS.slice(from, from + 2), next } };
}
