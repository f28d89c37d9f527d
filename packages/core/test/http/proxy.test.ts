import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type RawServer, rawServer } from "../support/raw-server.js";
import { hasOpenssl, outcomeOf, type TlsServer, tlsServer } from "../support/tls-server.js";

const connects: string[] = [];
const credentials: (string | undefined)[] = [];
let api: TlsServer;
let proxy: RawServer;

/** A proxy that opens tunnels, but not for the user "nobody". */
async function connectProxy(): Promise<RawServer> {
  return rawServer(
    () => undefined,
    (server) => {
      server.on("connect", (request, client: net.Socket) => {
        const { "proxy-authorization": credential } = request.headers;
        connects.push(request.url ?? "");
        credentials.push(credential);
        if (credential === basic("nobody:wrong")) return void client.end("HTTP/1.1 407 Who are you\r\n\r\n");
        const upstream = net.connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
          client.write("HTTP/1.1 200 OK\r\n\r\n");
          upstream.pipe(client).pipe(upstream);
        });
        for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
          one.on("error", () => other.destroy()).on("close", () => other.destroy());
        }
      });
    },
  );
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

const outcome = (environment: Readonly<Record<string, string>>) => outcomeOf(api.url, environment);

(hasOpenssl ? describe : describe.skip)("HTTPS_PROXY", () => {
  beforeAll(async () => {
    api = await tlsServer();
    proxy = await connectProxy();
  });

  afterAll(async () => {
    await api.close();
    await proxy.close();
  });

  beforeEach(() => {
    connects.length = 0;
    credentials.length = 0;
  });

  test("leads requests through a tunnel, in which TLS is checked against NODE_EXTRA_CA_CERTS", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: api.certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([new URL(api.url).host]);
  });

  test("does not weaken TLS: an unknown certificate is the user's to mend", async () => {
    expect(await outcome({ HTTPS_PROXY: proxy.url })).toMatch(/^ConfigError: GET \/tags .*NODE_EXTRA_CA_CERTS/);
    expect(await outcome({ HTTPS_PROXY: proxy.url, NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(/^ConfigError: /);
    expect(connects).toHaveLength(2);
  });

  test("may be a private address in the cloud too: the proxy resolves names and knows which to refuse", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: api.certificate, DEPLOYMENT_MODE: "cloud" };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toHaveLength(1);
  });

  test("may carry credentials for the proxy; its refusal comes back as the status 407", async () => {
    const good = proxy.url.replace("//", "//someone:pass@");
    const bad = proxy.url.replace("//", "//nobody:wrong@");
    expect(await outcome({ HTTPS_PROXY: good, NODE_EXTRA_CA_CERTS: api.certificate })).toBe("200 []");
    expect(await outcome({ HTTPS_PROXY: bad })).toBe("407 ");
    expect(credentials).toEqual([basic("someone:pass"), basic("nobody:wrong")]);
  });

  test("is passed by for hosts in NO_PROXY", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: "127.0.0.1", NODE_EXTRA_CA_CERTS: api.certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([]);
  });

  test("that cannot be reached is a transient error", async () => {
    const gone = await rawServer(() => undefined);
    await gone.close();
    expect(await outcome({ HTTPS_PROXY: gone.url })).toMatch(/^TransientError: GET \/tags .*ECONNREFUSED/);
  });
});
