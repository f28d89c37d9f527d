import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { hasOpenssl, outcomeOf, type TlsServer, tlsServer } from "../support/tls-server.js";

let api: TlsServer;

(hasOpenssl ? describe : describe.skip)("TLS", () => {
  beforeAll(async () => {
    api = await tlsServer();
  });
  afterAll(() => api.close());

  test("trusts an authority that NODE_EXTRA_CA_CERTS names", async () => {
    expect(await outcomeOf(api.url, { NODE_EXTRA_CA_CERTS: api.certificate })).toBe("200 []");
  });

  test("refuses a certificate that nobody vouches for, as a matter of the config", async () => {
    expect(await outcomeOf(api.url, {})).toMatch(
      /^ConfigError: GET \/tags .*could not be trusted.*NODE_EXTRA_CA_CERTS/,
    );
  });

  test("is checked though NODE_TLS_REJECT_UNAUTHORIZED says 0", async () => {
    expect(await outcomeOf(api.url, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(/^ConfigError: .*be trusted/);
  });

  test("is checked against the host's name", async () => {
    const url = api.url.replace("127.0.0.1", "localhost");
    expect(await outcomeOf(url, { NODE_EXTRA_CA_CERTS: api.certificate })).toMatch(/^ConfigError: .*be trusted/);
  });
});
