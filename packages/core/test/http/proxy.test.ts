import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigError } from "../../src/errors/connector-error.js";
import { proxyOf } from "../../src/http/proxy.js";
import { type RawServer, rawServer } from "../support/raw-server.js";
import { hasOpenssl, outcomeOf, type TlsServer, tlsServer } from "../support/tls-server.js";

const connects: string[] = [];
const credentials: (string | undefined)[] = [];
let api: TlsServer;
let proxy: RawServer;

/** A proxy that opens tunnels, except for the user "nobody". */
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

const EXAMPLE = "https://api.example.com";

describe("proxyOf", () => {
  const HTTP = { protocol: "http", host: "proxy", port: 8080 };
  const auth = { username: "us er", password: "p@ss:w%rd/#?" };

  test.each<[string, string, unknown]>([
    ["a URL", "http://proxy:8080", HTTP],
    ["a slash at the end", "http://proxy:8080/", HTTP],
    ["a path", "http://proxy:8080/proxy.pac?x=1", HTTP],
    ["no scheme", "proxy:8080", HTTP],
    ["blanks around it", " \thttp://proxy:8080\n", HTTP],
    ["quotes around it", '"http://proxy:8080"', HTTP],
    ["single quotes and blanks", " 'proxy:8080' ", HTTP],
    ["a scheme in upper case", "HTTP://Proxy:8080", HTTP],
    ["no port", "http://proxy", { ...HTTP, port: 80 }],
    ["TLS to the proxy", "https://proxy", { protocol: "https", host: "proxy", port: 443 }],
    ["an IPv6 address", "http://[::1]:3128", { protocol: "http", host: "::1", port: 3128 }],
    ["encoded credentials", "http://us%20er:p%40ss%3Aw%25rd%2F%23%3F@proxy:8080", { ...HTTP, auth }],
    ["credentials that are not encoded", "http://us er:p@ss:w%rd/#?@proxy:8080", { ...HTTP, auth }],
    ["credentials without a scheme", "us%20er:p@ss:w%rd/#?@proxy:8080", { ...HTTP, auth }],
    ["a user alone", "http://user@proxy:8080", { ...HTTP, auth: { username: "user", password: "" } }],
    ["nothing", "", undefined],
    ["blanks alone", "  ", undefined],
    ["quotes alone", '""', undefined],
  ])("reads %s", (_what, HTTPS_PROXY, expected) => {
    expect(proxyOf(EXAMPLE, { HTTPS_PROXY })).toEqual(expected);
  });

  test.each([
    ["socks5://s3cr3t@proxy:1080", /SOCKS proxies are not supported/],
    ["SOCKS5H://proxy:1080", /SOCKS proxies are not supported/],
    ["socks://proxy", /SOCKS proxies are not supported/],
    ["ftp://user:s3cr3t@proxy:21", /not the URL of an HTTP proxy/],
    ["http://user:s3cr3t@", /not the URL of an HTTP proxy/],
    ["http://", /not the URL of an HTTP proxy/],
    ["http://s3cr3t proxy:8080", /not the URL of an HTTP proxy/],
    ["http://proxy:s3cr3t", /not the URL of an HTTP proxy/],
    ["proxy:99999", /not the URL of an HTTP proxy/],
  ])("refuses %s by the name of its variable", (value, why) => {
    for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
      expect(() => proxyOf(EXAMPLE, { [name]: value })).toThrow(ConfigError);
      expect(() => proxyOf(EXAMPLE, { [name]: value })).toThrow(why);
      expect(() => proxyOf(EXAMPLE, { [name]: value })).toThrow(`${name} cannot be used: `);
      expect(() => proxyOf(EXAMPLE, { [name]: value })).not.toThrow(/s3cr3t/);
    }
  });

  test("prefers the variable of the scheme to ALL_PROXY, and lower case to upper case", () => {
    const all = { all_proxy: "a", ALL_PROXY: "b", HTTPS_PROXY: "c", https_proxy: "d", HTTP_PROXY: "e" };
    expect(proxyOf(EXAMPLE, all)?.host).toBe("d");
    expect(proxyOf(EXAMPLE, { ...all, https_proxy: "" })?.host).toBe("c");
    expect(proxyOf(EXAMPLE, { ...all, https_proxy: "", HTTPS_PROXY: " " })?.host).toBe("a");
    expect(proxyOf("http://127.0.0.1:3000", all)?.host).toBe("e");
    expect(proxyOf(EXAMPLE, { HTTP_PROXY: "e" })).toBeUndefined();
    expect(proxyOf(EXAMPLE, { HTTPS_PROXY: "c", ALL_PROXY: "socks5://unused" })?.host).toBe("c");
  });

  test.each([
    ["*", EXAMPLE],
    ["api.example.com", EXAMPLE],
    ["API.Example.com.", EXAMPLE],
    ["example.com", EXAMPLE],
    [".example.com", EXAMPLE],
    ["*.example.com", EXAMPLE],
    [" other.org , 'example.com' ", EXAMPLE],
    ['"other.org example.com"', EXAMPLE],
    ["api.example.com:443", EXAMPLE],
    ["127.0.0.1", "http://127.0.0.1:3000"],
    ["127.0.0.1:3000", "http://127.0.0.1:3000"],
    ["127.0.0.0/8", "http://127.0.0.1:3000"],
    ["::1", "http://[::1]:3000"],
    ["[::1]:3000", "http://[::1]:3000"],
    ["fd00::/8", "https://[fd00::5]"],
  ])("returns no proxy if NO_PROXY is %j, for %s", (no, url) => {
    for (const name of ["NO_PROXY", "no_proxy"])
      expect(proxyOf(url, { ALL_PROXY: "socks5://bad", [name]: no })).toBeUndefined();
  });

  test.each([
    ["", EXAMPLE],
    ["ample.com", EXAMPLE],
    ["example.com.evil", EXAMPLE],
    ["v1.api.example.com", EXAMPLE],
    ["api.example.com:8443", EXAMPLE],
    ["com.", "https://example.co"],
    ["0.0.1", "http://127.0.0.1:3000"],
    ["10.0.0.0/8", "http://127.0.0.1:3000"],
    ["127.0.0.0/99", "http://127.0.0.1:3000"],
    ["fd00::/8", "http://127.0.0.1:3000"],
  ])("returns the proxy if NO_PROXY is %j, for %s", (NO_PROXY, url) => {
    expect(proxyOf(url, { ALL_PROXY: "proxy:8080", NO_PROXY })).toEqual(HTTP);
  });
});

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

  test("a proxy tunnels requests, whose TLS is checked with NODE_EXTRA_CA_CERTS", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: api.certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([new URL(api.url).host]);
  });

  test("a proxy does not weaken TLS: an unknown certificate is a config error", async () => {
    expect(await outcome({ HTTPS_PROXY: proxy.url })).toMatch(/^ConfigError: GET \/tags .*NODE_EXTRA_CA_CERTS/);
    expect(await outcome({ HTTPS_PROXY: proxy.url, NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(/^ConfigError: /);
    expect(connects).toHaveLength(2);
  });

  test("a proxy may have a private address in the cloud, because it resolves names itself", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: api.certificate, DEPLOYMENT_MODE: "cloud" };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toHaveLength(1);
  });

  test("a proxy gets its credentials, and its refusal is the status 407", async () => {
    const good = proxy.url.replace("//", "//someone:pass@");
    const bad = proxy.url.replace("//", "//nobody:wrong@");
    expect(await outcome({ HTTPS_PROXY: good, NODE_EXTRA_CA_CERTS: api.certificate })).toBe("200 []");
    expect(await outcome({ HTTPS_PROXY: bad })).toBe("407 ");
    expect(credentials).toEqual([basic("someone:pass"), basic("nobody:wrong")]);
  });

  test("a proxy may be set without a scheme, in quotes, with a percent-encoded password", async () => {
    const address = new URL(proxy.url).host;
    for (const HTTPS_PROXY of [
      ` ${address} `,
      `"http://someone:p%40ss%3Aw%25rd@${address}"`,
      `someone:p@ss:w%rd@${address}`,
    ]) {
      expect(await outcome({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: api.certificate })).toBe("200 []");
    }
    expect(credentials).toEqual([undefined, basic("someone:p@ss:w%rd"), basic("someone:p@ss:w%rd")]);
  });

  test("a SOCKS proxy is a ConfigError that names only the variable", async () => {
    const said = await outcome({ ALL_PROXY: proxy.url.replace("http://", "socks5://someone:pass@") });
    expect(said).toMatch(/^ConfigError: ALL_PROXY cannot be used: SOCKS proxies are not supported\. Set it to /);
    expect(said).not.toMatch(/someone|:pass@127|127\.0\.0\.1/);
    expect(connects).toEqual([]);
  });

  test("a proxy is not used for hosts in NO_PROXY", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: "127.0.0.1", NODE_EXTRA_CA_CERTS: api.certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([]);
  });

  test("an unreachable proxy is a transient error", async () => {
    const gone = await rawServer(() => undefined);
    await gone.close();
    expect(await outcome({ HTTPS_PROXY: gone.url })).toMatch(/^TransientError: GET \/tags .*ECONNREFUSED/);
  });
});
