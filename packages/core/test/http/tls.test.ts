import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { hasOpenssl, outcomeOf, type TlsServer, tlsServer } from "../support/tls-server.js";

let api: TlsServer;

(hasOpenssl ? describe : describe.skip)("TLS", () => {
  beforeAll(async () => {
    api = await tlsServer();
  });
  afterAll(() => api.close());

  test("a TLS connection trusts the authorities in NODE_EXTRA_CA_CERTS", async () => {
    expect(await outcomeOf(api.url, { NODE_EXTRA_CA_CERTS: api.certificate })).toBe("200 []");
  });

  test("a TLS connection to an untrusted certificate is a config error", async () => {
    expect(await outcomeOf(api.url, {})).toMatch(
      /^ConfigError: GET \/tags .*certificate is not trusted.*NODE_EXTRA_CA_CERTS/,
    );
  });

  test("a TLS certificate is checked even if NODE_TLS_REJECT_UNAUTHORIZED is 0", async () => {
    expect(await outcomeOf(api.url, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(/^ConfigError: .*is not trusted/);
  });

  test("a TLS certificate must match the host's name", async () => {
    const url = api.url.replace("127.0.0.1", "localhost");
    expect(await outcomeOf(url, { NODE_EXTRA_CA_CERTS: api.certificate })).toMatch(/^ConfigError: .*is not trusted/);
  });
});
