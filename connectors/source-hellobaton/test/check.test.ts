import dns from "node:dns";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { ConfigError, type HttpResponse, type JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { FORBIDDEN, HTML_ERROR, NOT_FOUND, throttled } from "../fake/replies.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);
const others: FakeApi[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(others.splice(0).map((other) => other.close()));
});

/** The message of a check that fails. */
async function failure(config: JsonObject = fake().config, source = new Hellobaton()): Promise<string> {
  const output = await runSource(source, "check", { config });
  expect(output.of("CONNECTION_STATUS")[0]?.["status"]).toBe("FAILED");
  expect(output.status).toBe(0);
  return String(output.of("CONNECTION_STATUS")[0]?.["message"]);
}

const answer = (reply: FakeReply, at: (request: FakeRequest) => boolean = () => true) =>
  void fake().api.inject({ at, reply, times: Number.POSITIVE_INFINITY });

/** Another host, until the test ends. */
async function started(): Promise<FakeApi> {
  const other = await FakeApi.start();
  others.push(other);
  return other;
}

const isIndex = ({ path }: FakeRequest) => path === "/api/";

const BAD_KEY = /refused the key .*Check api_key/;
const NO_RIGHT = /knows the key but does not let it read projects.*right/;
const NO_ACCOUNT = /no Baton account at/;

describe("check", () => {
  test("is content with one project", async () => {
    const output = await runSource(new Hellobaton(), "check", { config: fake().config });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(fake().api.requests.map(({ path, query }) => [path, query.get("page_size")])).toEqual([
      ["/api/projects/", "1"],
    ]);
  });

  test("reports a wrong key after a 401, with the host that refused it", async () => {
    const message = await failure({ ...fake().config, api_key: "wr0ng.key" });
    expect(message).toMatch(BAD_KEY);
    expect(message).toContain(new URL(fake().config.base_url).host);
    expect(message).toContain("401");
  });

  test("distinguishes a wrong key, which opens nothing, from a missing right where both are a 403", async () => {
    answer(FORBIDDEN);
    const message = await failure();
    expect(message).toMatch(BAD_KEY);
    expect(message).toContain("403");
  });

  test("reports a missing right after a 403 for projects only", async () => {
    answer(FORBIDDEN, fake().at("projects"));
    const message = await failure();
    expect(message).toMatch(NO_RIGHT);
    expect(message).not.toMatch(BAD_KEY);
    expect(fake().api.requests.map(({ path }) => path)).toEqual(["/api/projects/", "/api/"]);
  });

  test("names both reasons for a 403 that may have either", async () => {
    answer(FORBIDDEN, fake().at("projects"));
    answer(NOT_FOUND, isIndex);
    expect(await failure()).toMatch(/Either the key is wrong.*or its user may not see projects/);
  });

  const elsewhere: readonly (readonly [string, FakeReply])[] = [
    ["404 from a site that is not an account", { status: 404, text: "<html>not here</html>" }],
    ["404 as JSON", NOT_FOUND],
    ["a web page", { text: "<html>Welcome</html>", headers: { "content-type": "text/html" } }],
    ["another API", { json: { ok: true } }],
    ["a redirect to another host", { status: 302, headers: { Location: "https://www.example.com/" } }],
    ["a redirect without an address", { status: 302 }],
  ];
  test.each(elsewhere)("reports after %s that the account does not exist", async (_name, reply) => {
    answer(reply);
    const message = await failure();
    expect(message).toMatch(NO_ACCOUNT);
    expect(message).toContain("Check base_url");
    expect(message).not.toMatch(BAD_KEY);
  });

  test("a host that does not exist is a wrong company", async () => {
    jest
      .spyOn(dns, "lookup")
      .mockImplementation(((host: string, _options: unknown, done: (error: Error) => void) =>
        done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }))) as never);
    const { base_url: _, ...config } = fake().config;
    const message = await failure(config);
    expect(message).toMatch(NO_ACCOUNT);
    expect(message).toContain("acme.hellobaton.com. Check company");
  });

  test("a certificate for another host may be a wrong company, or a proxy that looks inside: both are said", async () => {
    const message = await failure(fake().config, new Distrusting());
    expect(message).toMatch(NO_ACCOUNT);
    expect(message).toContain("NODE_EXTRA_CA_CERTS");
  });

  test.each([
    ["500", { status: 500 }],
    ["502 in HTML", HTML_ERROR],
    ["429", throttled(1)],
    ["429 without a hint", throttled()],
  ])("blames neither key nor company for %s", async (_name, reply) => {
    answer(reply);
    const message = await failure();
    expect(message).toContain(`HTTP ${reply.status}`);
    for (const blame of [BAD_KEY, NO_RIGHT, NO_ACCOUNT]) expect(message).not.toMatch(blame);
  });

  test("a key is not tried at the host to which a wrong company redirects", async () => {
    const other = await started();
    answer({ status: 302, headers: { Location: `${other.url}/api/projects/` } });
    expect(await failure()).toMatch(NO_ACCOUNT);
    expect(other.requests).toEqual([]);
  });
});

/** Whose connection shows a certificate of another host. */
class Distrusting extends Hellobaton {
  override transport() {
    const error = new ConfigError("The TLS connection could not be trusted. Name its CA in NODE_EXTRA_CA_CERTS.", {
      detail: "ERR_TLS_CERT_ALTNAME_INVALID: Host: acme.hellobaton.com. is not in the cert's altnames",
    });
    return { send: (): Promise<HttpResponse> => Promise.reject(error) };
  }
}
