import { describe, expect, test } from "@jest/globals";
import { type HttpRequest, type JsonObject, TransientError } from "@sluice/core";
import { type FakeReply, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { FORBIDDEN, NOT_FOUND, startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";
import { Redirected } from "./redirected.js";

const fake = useFake(startVitally);

async function check(config: JsonObject, reply?: FakeReply): Promise<string> {
  if (reply !== undefined) fake().api.inject({ at: () => true, reply, times: Number.POSITIVE_INFINITY });
  const source = new Redirected(fake().api.url);
  const full = { secret_token: fake().config.secret_token, ...config };
  const output = await runSource(source, "check", { config: full });
  expect(source.asked.length).toBe(1);
  expect(output.status).toBe(0);
  return String(output.of("CONNECTION_STATUS")[0]?.["message"]);
}

/** No reply, as from a host name that does not exist. */
class Unreachable extends Vitally {
  readonly #code: string;

  constructor(code: string) {
    super();
    this.#code = code;
  }

  override transport() {
    return {
      send: async (request: HttpRequest) => {
        throw new TransientError(`no answer from ${request.url}`, { detail: `${this.#code}: as the system says it` });
      },
    };
  }
}

const unreachable = async (code: string, config: JsonObject) =>
  (await runSource(new Unreachable(code), "check", { config: { secret_token: "sk_live_x", ...config } })).of(
    "CONNECTION_STATUS",
  )[0]?.["message"];

const HTML: FakeReply = { text: "<html>Sign in to Vitally</html>" };
const TO_LOGIN: FakeReply = { status: 302, headers: { location: "https://www.vitally.io/login" } };

describe("check", () => {
  test("is one request for one account of the wanted status", async () => {
    const { api, config } = fake();
    await runSource(new Vitally(), "check", { config: { ...config, status: "churned" } });
    expect(api.requests.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
      ["/resources/accounts", { limit: "1", status: "churned" }],
    ]);
  });

  test("a refused token says where to find the right one, and that it may be of another region", async () => {
    const us = await check({ secret_token: "sk_live_wrong", domain: "acme" });
    expect(us).toMatch(
      /^acme\.rest\.vitally\.io refused the token \(HTTP 401\).*Settings → Integrations.*set region to EU/,
    );
    const eu = await check({ secret_token: "sk_live_wrong", region: "EU" });
    expect(eu).toMatch(/^rest\.vitally-eu\.io refused the token \(HTTP 401\).*set region to US/);
  });

  test("distinguishes a missing right from a wrong token", async () => {
    const message = await check({ domain: "acme" }, FORBIDDEN);
    expect(message).toMatch(/may not read accounts \(HTTP 403\).*Use a key that may/);
    expect(message).not.toContain("refused the token");
  });

  test.each([
    ["404", NOT_FOUND],
    ["a page for people", HTML],
    ["the way to a page for people", TO_LOGIN],
    ["JSON of something else", { json: { ok: true } }],
  ] as const)("%s in place of accounts is a wrong subdomain", async (_what, reply) => {
    const message = await check({ domain: "acme" }, reply);
    expect(message).toMatch(
      /^acme\.rest\.vitally\.io does not answer as the REST API.*Check domain: .*set region to EU/,
    );
  });

  test("where no domain is given the remedy is to give one, in the EU it is the region, else base_url", async () => {
    expect(await check({}, NOT_FOUND)).toMatch(/Set domain: /);
    expect(await check({ region: "EU" }, NOT_FOUND)).toMatch(/rest\.vitally-eu\.io does not answer.*set region to US/);
    expect(await check({ base_url: "https://api.example.com" }, NOT_FOUND)).toMatch(/HTTP 404\)\. Check base_url\.$/);
  });

  test.each(["ENOTFOUND", "ERR_TLS_CERT_ALTNAME_INVALID"])(
    "names a subdomain that does not exist (%s)",
    async (code) => {
      expect(await unreachable(code, { domain: "nobody" })).toMatch(
        /^nobody\.rest\.vitally\.io does not answer.*Check domain/,
      );
    },
  );

  test("a network that fails is not blamed on the settings", async () => {
    expect(await unreachable("ECONNREFUSED", { domain: "acme" })).toMatch(/^no answer from/);
  });

  test("a server that has a problem is not blamed on the settings either", async () => {
    fake().api.inject({ at: () => true, reply: { status: 500 }, times: Number.POSITIVE_INFINITY });
    const output = await runSource(new Vitally(), "check", { config: { ...fake().config } });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("The server failed");
  });
});
