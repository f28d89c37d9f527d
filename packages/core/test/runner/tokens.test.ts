/** Tokens in whole runs: one for all streams, none in any output, and a check that works with them. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  type ConfigOf,
  type HttpClient,
  HttpStream,
  NextUrlPaginator,
  OAuthRefreshAuth,
  type SendAs,
  Source,
  s,
  secret,
} from "@sluice/core";
import { FakeApi, FastClock, runSource } from "@sluice/testkit";
import * as z from "zod";
import { ObserverLog, rejectionOf } from "../support/client.js";
import { type TokenServer, tokenServer } from "../support/token-server.js";

const config = z.looseObject({
  refresh_token: secret({ title: "Refresh token", description: "From the vendor." }),
  access_token: secret({ title: "Access token", description: "From the vendor." }).optional(),
  token_url: z.string(),
});

class Items extends HttpStream<z.infer<typeof config>> {
  readonly name: string = "items";
  readonly description = "Items.";
  readonly schema = s.record({ id: s.key(s.integer) });
  readonly primaryKey = ["id"];
  override readonly recordsAt = "items";
  override readonly paginator = new NextUrlPaginator({ at: "next" });

  path() {
    return this.name;
  }
}

class Others extends Items {
  override readonly name = "others";
}

class Vendor extends Source<typeof config> {
  readonly name = "vendor";
  readonly title = "Vendor";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://docs.vendor.example";
  readonly config = config;
  readonly streams = [Items, Others];
  readonly limits = { concurrency: 4, requestsPerMinute: 10_000 };
  readonly sendAs: SendAs | undefined;
  readonly rotates: boolean;

  constructor({ sendAs, rotates = false }: { readonly sendAs?: SendAs; readonly rotates?: boolean } = {}) {
    super();
    this.sendAs = sendAs;
    this.rotates = rotates;
  }

  baseUrl() {
    return "https://api.vendor.example";
  }

  authenticator({ refresh_token, access_token, token_url }: ConfigOf<typeof config>) {
    return new OAuthRefreshAuth({
      url: token_url,
      clientId: "client",
      refreshToken: refresh_token,
      saved: { accessToken: access_token },
      ...(this.sendAs === undefined ? {} : { sendAs: this.sendAs }),
      ...(this.rotates ? { rotates: { refreshToken: "refresh_token" } } : {}),
    });
  }

  async probe(http: HttpClient) {
    await http.send(http.request("me"), "check");
  }
}

let api: FakeApi;
let tokens: TokenServer;
let given: { base_url: string; refresh_token: string; token_url: string };

const page = { json: { items: [{ id: 1 }], next: null } };

beforeEach(async () => {
  api = (await FakeApi.start())
    .get("/me", () => ({ json: {} }))
    .get("/items", () => page)
    .get("/others", () => page);
  tokens = await tokenServer((_request, count) => ({ json: { access_token: `acc3ss-${count}`, expires_in: 3600 } }));
  given = { base_url: api.url, refresh_token: "refr3sh-0", token_url: `${tokens.url}/token` };
});

afterEach(() => Promise.all([api.close(), tokens.close()]));

describe("a read with fetched tokens", () => {
  test("fetches one for all streams, from a host that is not the API's", async () => {
    const output = await runSource(new Vendor(), "read", { config: given });
    expect(output.status).toBe(0);
    expect(tokens.requests).toHaveLength(1);
    expect(new Set(api.requests.map(({ headers }) => headers["authorization"]))).toEqual(new Set(["Bearer acc3ss-1"]));
  });

  test("shows no token where the API repeats it in an error, before and after a renewal", async () => {
    api.gate(({ headers }) => ({ status: 401, json: { error: `bad ${String(headers["authorization"])}` } }));
    const output = await runSource(new Vendor(), "read", { config: given, debug: true });
    expect(output.status).toBe(1);
    expect(tokens.requests).toHaveLength(2);
    expect(output.stdout).toContain("bad Bearer ****");
    expect(output.stdout).not.toMatch(/acc3ss|refr3sh/);
  });

  test("shows no token where the token endpoint refuses and repeats new ones", async () => {
    const error_description = "acc3ss-9 replaces refr3sh-0";
    tokens.answer(() => ({ status: 400, json: { error: "no", error_description, access_token: "acc3ss-9" } }));
    const output = await runSource(new Vendor(), "read", { config: given, debug: true });
    expect(output.stdout).toContain("**** replaces ****");
    expect(output.stdout).not.toMatch(/acc3ss|refr3sh/);
  });

  test("shows no token in records and states, if it is a parameter that the API repeats in its links", async () => {
    const next = ({ query }: { readonly query: URLSearchParams }) =>
      query.get("page") === "2" ? null : `/items?key=${query.get("key")}&page=2`;
    const paged = await FakeApi.start();
    paged.get("/items", (request) => ({ json: { items: [{ id: 1, link: next(request) }], next: next(request) } }));
    const source = new Vendor({ sendAs: { param: "key" } });
    const output = await runSource(source, "read", { config: { ...given, base_url: paged.url }, streams: ["items"] });
    await paged.close();
    expect(output.stdout).toContain("/items?page=2");
    expect(output.stdout).not.toContain("acc3ss");
    expect(paged.requests.map(({ query }) => query.get("key"))).toEqual(["acc3ss-1", "acc3ss-1"]);
  });
});

describe("a check with fetched tokens", () => {
  test("uses a saved access token, so that it uses up no refresh token", async () => {
    const output = await runSource(new Vendor(), "check", { config: { ...given, access_token: "acc3ss-0" } });
    expect(output.stdout).toContain('"SUCCEEDED"');
    expect(tokens.requests).toEqual([]);
  });

  test("of streams too fetches one token for all of it", async () => {
    const output = await runSource(new Vendor(), "check", { config: given, streams: ["items", "others"] });
    expect(output.stdout).toContain('"SUCCEEDED"');
    expect(api.requests).toHaveLength(3);
    expect(tokens.requests).toHaveLength(1);
  });

  test("fails with what to do if the refresh token is refused", async () => {
    tokens.answer(() => ({ status: 400, json: { error: "invalid_grant" } }));
    const output = await runSource(new Vendor(), "check", { config: given });
    expect(output.stdout).toMatch(/"FAILED".*\(invalid_grant\).*put the new refresh token into the config/);
    expect(tokens.requests).toHaveLength(1);
  });

  test("tries a busy token endpoint a few times only", async () => {
    tokens.answer(() => ({ status: 503 }));
    const output = await runSource(new Vendor(), "check", { config: given });
    expect(output.stdout).toMatch(/"FAILED".*Try again later/);
    expect(tokens.requests).toHaveLength(3);
  });
});

describe("a program that reads with fetched tokens", () => {
  test("gets an error without any token", async () => {
    tokens.answer(() => ({ status: 400, json: { error: "no refr3sh-0", token: "acc3ss-9 acc3ss-9" } }));
    const read = new Vendor().records(Items, given, { clock: new FastClock() }).next();
    const error = await rejectionOf(read);
    expect(JSON.stringify(error)).toContain("no ****");
    expect(JSON.stringify(error)).not.toContain("refr3sh");
  });

  test("uses the rotated token after its context has saved it", async () => {
    tokens.answer(() => ({ json: { access_token: "acc3ss-1", refresh_token: "refr3sh-1" } }));
    const saved: unknown[] = [];
    const source = new Vendor({ rotates: true });
    const [items] = await source.open(config.parse(given) as ConfigOf<typeof config>, {
      clock: new FastClock(),
      observer: new ObserverLog(),
      signal: new AbortController().signal,
      saveSettings: async (changes) => void saved.push(changes, api.requests.length),
    });
    for await (const { pages } of items?.read() ?? []) expect(pages).toBeLessThanOrEqual(1);
    expect(saved).toEqual([{ refresh_token: "refr3sh-1" }, 0]);
    expect(api.requests).toHaveLength(1);
  });
});
