import dns from "node:dns";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { ConnectorError, TransientError } from "../../src/errors/connector-error.js";
import { createAgents } from "../../src/http/agents.js";
import { HttpTransport } from "../../src/http/http-transport.js";
import { createRequest } from "../../src/http/request.js";
import { rejectionOf } from "../support/client.js";
import { rawServer } from "../support/raw-server.js";

afterEach(() => void jest.restoreAllMocks());

/** Every name has these addresses. */
function resolveTo(...addresses: readonly { readonly address: string; readonly family: number }[]): void {
  jest
    .spyOn(dns, "lookup")
    .mockImplementation(((_host: string, _options: unknown, done: (...found: unknown[]) => void) =>
      done(null, addresses)) as never);
}

const send = (url: string) => new HttpTransport("test").send(createRequest(url, "tags"), new AbortController().signal);

describe("a host with several addresses", () => {
  test.each([
    [10_000, 5000],
    [60_000, 5000],
    [3000, 1500],
    [1, 1],
  ])("splits %i ms to connect into %i ms for each address", (connectMs, attemptMs) => {
    const { plain, tls } = createAgents({ connectMs, publicOnly: false });
    expect(plain).toHaveProperty("options.autoSelectFamilyAttemptTimeout", attemptMs);
    expect(tls).toHaveProperty("options.autoSelectFamilyAttemptTimeout", attemptMs);
  });

  test("causes an error with a detail for each address if all refuse", async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    resolveTo({ address: "127.0.0.1", family: 4 }, { address: "127.0.0.2", family: 4 });
    const error = await rejectionOf(send(`http://two-addresses.test:${server.port}`));
    expect(error).toBeInstanceOf(TransientError);
    const detail = error instanceof ConnectorError ? error.detail : undefined;
    expect(detail).toContain(`ECONNREFUSED 127.0.0.1:${server.port}; connect ECONNREFUSED 127.0.0.2:${server.port}`);
  });

  test("is reached at its second address if the first refuses", async () => {
    const server = await rawServer((_request, response) => response.end("[]"));
    resolveTo({ address: "127.0.0.2", family: 4 }, { address: "127.0.0.1", family: 4 });
    const { status } = await send(`http://two-addresses.test:${server.port}`);
    await server.close();
    expect(status).toBe(200);
  });
});
