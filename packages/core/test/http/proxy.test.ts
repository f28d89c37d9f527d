import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type RawServer, rawServer } from "../support/raw-server.js";

const execute = promisify(execFile);
const SEND_ONCE = fileURLToPath(new URL("../support/send-once.ts", import.meta.url));

/** Makes the certificate; where there is none, these tests are skipped. */
const OPENSSL = "openssl";
const describeIfOpenssl = spawnSync(OPENSSL, ["version"]).status === 0 ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), "sluice-proxy-"));
const certificate = join(folder, "cert.pem");
const privateKey = join(folder, "key.pem");
const connects: string[] = [];
const credentials: (string | undefined)[] = [];
let api: https.Server;
let apiUrl: string;
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

/** What comes of a request in a process with this environment. */
async function outcome(environment: Readonly<Record<string, string>>): Promise<string> {
  const options = { env: { PATH: process.env["PATH"], ...environment } };
  const { stdout } = await execute(process.execPath, ["--import", "tsx", SEND_ONCE, apiUrl], options);
  return stdout;
}

describeIfOpenssl("HTTPS_PROXY", () => {
  beforeAll(async () => {
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", privateKey];
    await execute(OPENSSL, ["req", "-x509", "-days", "2", "-out", certificate, ...key, ...subject]);
    api = https.createServer(
      { key: readFileSync(privateKey), cert: readFileSync(certificate) },
      (_request, response) => {
        response.end("[]");
      },
    );
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    apiUrl = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
    proxy = await connectProxy();
  });

  afterAll(async () => {
    api.closeAllConnections();
    api.close();
    await proxy.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    connects.length = 0;
    credentials.length = 0;
  });

  test("leads requests through a tunnel, in which TLS is checked against NODE_EXTRA_CA_CERTS", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([new URL(apiUrl).host]);
  });

  test("does not weaken TLS: an unknown certificate is the user's to mend", async () => {
    expect(await outcome({ HTTPS_PROXY: proxy.url })).toMatch(/^ConfigError: GET \/tags .*NODE_EXTRA_CA_CERTS/);
    expect(connects).toHaveLength(1);
  });

  test("may carry credentials for the proxy; its refusal comes back as the status 407", async () => {
    const good = proxy.url.replace("//", "//someone:pass@");
    const bad = proxy.url.replace("//", "//nobody:wrong@");
    expect(await outcome({ HTTPS_PROXY: good, NODE_EXTRA_CA_CERTS: certificate })).toBe("200 []");
    expect(await outcome({ HTTPS_PROXY: bad })).toBe("407 ");
    expect(credentials).toEqual([basic("someone:pass"), basic("nobody:wrong")]);
  });

  test("is passed by for hosts in NO_PROXY", async () => {
    const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: "127.0.0.1", NODE_EXTRA_CA_CERTS: certificate };
    expect(await outcome(environment)).toBe("200 []");
    expect(connects).toEqual([]);
  });

  test("that cannot be reached is a transient error", async () => {
    const gone = await rawServer(() => undefined);
    await gone.close();
    expect(await outcome({ HTTPS_PROXY: gone.url })).toMatch(/^TransientError: GET \/tags .*ECONNREFUSED/);
  });
});
