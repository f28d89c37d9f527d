import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "@jest/globals";
import { FakeApi, RESET } from "@sluice/testkit";
import { TransientError } from "../../src/errors/connector-error.js";
import { AxiosTransport, type TransportLimits } from "../../src/http/axios-transport.js";
import { applyChange, createRequest } from "../../src/http/request.js";
import { everythingIn, rejectionOf } from "../support/client.js";
import { seeded } from "../support/random.js";
import { type RawServer, rawServer, socketServer } from "../support/raw-server.js";

const NEVER = new AbortController().signal;
const SECRET = "s3cr3t-token";
const LONG: Partial<TransportLimits> = { connectMs: 20_000, readMs: 20_000 };

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

function opens<S extends { close(): Promise<void> }>(server: S): S {
  opened.push(server);
  return server;
}

async function fakeApi(): Promise<FakeApi> {
  return opens(await FakeApi.start()).get("/tags", () => ({ json: [{ id: 1 }] }));
}

async function raw(answer: Parameters<typeof rawServer>[0]): Promise<RawServer> {
  return opens(await rawServer(answer));
}

/** What a fresh transport makes of a signed request to a server. */
function sendTo(server: { readonly url: string }, timeouts: Partial<TransportLimits> = LONG, signal = NEVER) {
  const transport = new AxiosTransport("sluice-source-test/1.2.3", timeouts);
  return transport.send(signed(server.url), signal);
}

function signed(baseUrl: string) {
  return applyChange(createRequest(baseUrl, "tags", { api_key: SECRET }), {
    headers: { Authorization: `Bearer ${SECRET}` },
  });
}

/** The error of a server's answer; it must be a TransientError that shows no secret. */
async function failureOf(
  server: { readonly url: string },
  timeouts: Partial<TransportLimits> = LONG,
): Promise<TransientError> {
  const error = await rejectionOf(sendTo(server, timeouts));
  expect(error).toBeInstanceOf(TransientError);
  expect(everythingIn(error)).not.toContain(SECRET);
  return error as TransientError;
}

/** Text that does not shrink much. */
function noise(length: number): string {
  const random = seeded(1);
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 90))).join("");
}

describe("a request", () => {
  test("carries its query, its headers, and who asks", async () => {
    const api = await fakeApi();
    await sendTo(api);
    const [request] = api.requests;
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${SECRET}`,
      "user-agent": "sluice-source-test/1.2.3",
      accept: "application/json",
    });
    expect(request?.headers["accept-encoding"]).toContain("gzip");
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ api_key: SECRET });
  });

  test("of many, one after another, goes over one connection", async () => {
    const server = await raw((_request, response) => response.end("[]"));
    const transport = new AxiosTransport("test", LONG);
    for (let count = 0; count < 10; count++) await transport.send(signed(server.url), NEVER);
    expect(server.connections()).toBe(1);
  });
});

describe("a reply", () => {
  test.each([200, 204, 302, 401, 404, 429, 500])("of the status %i comes back as it is", async (status) => {
    const server = await raw((_request, response) => {
      response
        .writeHead(status, { "X-Mixed-Case": "yes", location: "/elsewhere" })
        .end(status === 204 ? undefined : "text");
    });
    const response = await sendTo(server);
    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({ "x-mixed-case": "yes", location: "/elsewhere" });
    expect(response.body.toString("utf8")).toBe(status === 204 ? "" : "text");
    expect(server.connections()).toBe(1);
  });

  test("keeps its bytes, a byte-order mark and other encodings included", async () => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x5b, 0xfc, 0x00, 0x5d]);
    const server = await raw((_request, response) => response.end(body));
    expect(Buffer.compare((await sendTo(server)).body, body)).toBe(0);
  });

  test("that is compressed is unpacked", async () => {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id })));
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    });
    expect((await sendTo(server)).body.toString("utf8")).toBe(text);
  });

  test("that comes in many pieces is put together", async () => {
    const server = await raw((_request, response) => {
      for (let part = 0; part < 100; part++) response.write(`${part},`);
      response.end("end");
    });
    expect((await sendTo(server)).body.toString("utf8")).toMatch(/^0,1,.*,99,end$/);
  });
});

describe("a broken reply is a transient error that says what happened:", () => {
  test("a body that ends before its announced length", async () => {
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('[{"id":1}', () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags answered in part/);
  });

  test("a body in pieces whose last one never comes", async () => {
    const server = await raw((_request, response) => {
      response.write('[{"id":1}', () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags answered in part/);
  });

  test("a compressed body over a connection that ends early", async () => {
    const packed = gzipSync(noise(10_000));
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length });
      response.write(packed.subarray(0, 5000), () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags answered in part/);
  });

  test.each(["gzip", "deflate", "br"])("a body that calls itself %s and is not", async (encoding) => {
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end('[{"id":1}] in plain text');
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags answered with a compressed body that is broken/);
  });

  test("a compressed body that is damaged", async () => {
    const packed = gzipSync(noise(10_000));
    packed.fill(0xff, 5000, 5100);
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    });
    expect((await failureOf(server)).message).toMatch(/compressed body that is broken/);
  });

  test("a compressed body that lacks its end, and nothing else does", async () => {
    const packed = gzipSync(`[${JSON.stringify(noise(10_000))}]`);
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, 5000));
    });
    expect((await failureOf(server)).message).toMatch(/compressed body that is broken/);
  });

  test("no HTTP at all", async () => {
    const server = opens(await socketServer((socket) => socket.end("220 mail.example.com ESMTP\r\n")));
    expect((await failureOf(server)).message).toContain("GET /tags got no answer from 127.0.0.1");
  });
});

describe("no reply is a transient error that names endpoint and host:", () => {
  test("a connection that is reset", async () => {
    const api = await fakeApi();
    api.inject({ at: () => true, reply: RESET });
    const { message } = await failureOf(api);
    expect(message).toMatch(/^GET \/tags got no answer from 127\.0\.0\.1:\d+ \(ECONNRESET\)/);
  });

  test("a port where nobody listens", async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    expect((await failureOf(server)).message).toContain("(ECONNREFUSED)");
  });

  test("a server that is silent before its headers", async () => {
    const server = await raw(() => undefined);
    expect((await failureOf(server, { connectMs: 20_000, readMs: 50 })).message).toContain("(ETIMEDOUT)");
  });

  test("a server that falls silent in the body", async () => {
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("[");
    });
    expect((await failureOf(server, { connectMs: 20_000, readMs: 50 })).message).toContain("(ETIMEDOUT)");
  });

  test("a server that falls silent in a reply over a connection that was used before", async () => {
    let requests = 0;
    const server = await raw((_request, response) => {
      if (++requests === 1) return void response.end("[]");
      response.writeHead(200, { "content-length": "100" });
      response.write("[");
    });
    const transport = new AxiosTransport("test", { connectMs: 20_000, readMs: 50 });
    await transport.send(signed(server.url), NEVER);
    expect(await rejectionOf(transport.send(signed(server.url), NEVER))).toHaveProperty(
      "detail",
      expect.stringContaining("ETIMEDOUT"),
    );
    expect(server.connections()).toBe(1);
  });

  test("a connection that does not come to stand", async () => {
    // TCP is up at once, so TLS is where a server can keep one waiting without any traffic outside this machine.
    const server = opens(await socketServer(() => undefined));
    const https = { url: server.url.replace("http:", "https:") };
    const error = await failureOf(https, { connectMs: 50, readMs: 20_000 });
    expect(error.message).toContain("(ETIMEDOUT)");
    expect(error.detail).toContain("no connection within 50 ms");
  });
});

describe("a slow reply", () => {
  test("may take longer than the longest silence, as long as it moves", async () => {
    const server = await raw((_request, response) => {
      let parts = 0;
      const timer = setInterval(() => {
        response.write("x");
        if (++parts < 16) return;
        clearInterval(timer);
        response.end();
      }, 30);
    });
    const { body } = await sendTo(server, { connectMs: 20_000, readMs: 400 });
    expect(body).toHaveLength(16);
  });
});

describe("an abort", () => {
  test("ends a request that waits, with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const server = await raw(() => stop.abort(reason));
    expect(await rejectionOf(sendTo(server, LONG, stop.signal))).toBe(reason);
  });
});

describe("a credential with line ends", () => {
  test("adds no header of its own", async () => {
    const api = await fakeApi();
    const headers = { Authorization: "Bearer x\r\nx-injected: yes" };
    await new AxiosTransport("test", LONG).send(applyChange(createRequest(api.url, "tags"), { headers }), NEVER);
    expect(api.requests[0]?.headers["x-injected"]).toBeUndefined();
    expect(api.requests[0]?.headers["authorization"]).toMatch(/^Bearer x/);
  });
});
