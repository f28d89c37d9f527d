import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "@jest/globals";
import { FakeApi, RESET } from "@sluice/testkit";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { HttpTransport, type TransportLimits } from "../../src/http/http-transport.js";
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

/** Sends a signed request to a server with a new transport. */
function sendTo(server: { readonly url: string }, timeouts: Partial<TransportLimits> = LONG, signal = NEVER) {
  const transport = new HttpTransport("sluice-source-test/1.2.3", timeouts);
  return transport.send(signed(server.url), signal);
}

function signed(baseUrl: string) {
  return applyChange(createRequest(baseUrl, "tags", { query: { api_key: SECRET } }), {
    headers: { Authorization: `Bearer ${SECRET}` },
  });
}

/** The error for a server's response; it must be a TransientError that shows no secret. */
async function failureOf(
  server: { readonly url: string },
  timeouts: Partial<TransportLimits> = LONG,
): Promise<TransientError> {
  const error = await rejectionOf(sendTo(server, timeouts));
  expect(error).toBeInstanceOf(TransientError);
  expect(everythingIn(error)).not.toContain(SECRET);
  return error as TransientError;
}

/** Text that compresses badly. */
function noise(length: number): string {
  const random = seeded(1);
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 90))).join("");
}

describe("a request of HttpTransport", () => {
  test("has its query, headers and user agent", async () => {
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

  test("reuses the connection of the one before", async () => {
    const server = await raw((_request, response) => response.end("[]"));
    const transport = new HttpTransport("test", LONG);
    for (let count = 0; count < 10; count++) await transport.send(signed(server.url), NEVER);
    expect(server.connections()).toBe(1);
  });
});

describe("a response of HttpTransport", () => {
  test.each([200, 204, 302, 401, 404, 429, 500])("is returned for the status %i", async (status) => {
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

  test("keeps its bytes, including a byte-order mark and other encodings", async () => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x5b, 0xfc, 0x00, 0x5d]);
    const server = await raw((_request, response) => response.end(body));
    expect(Buffer.compare((await sendTo(server)).body, body)).toBe(0);
  });

  test("is unpacked if it is compressed", async () => {
    const text = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id })));
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    });
    expect((await sendTo(server)).body.toString("utf8")).toBe(text);
  });

  test("is complete if it arrives in many chunks", async () => {
    const server = await raw((_request, response) => {
      for (let part = 0; part < 100; part++) response.write(`${part},`);
      response.end("end");
    });
    expect((await sendTo(server)).body.toString("utf8")).toMatch(/^0,1,.*,99,end$/);
  });
});

describe("HttpTransport throws a transient error with the reason", () => {
  test("for a body that ends before its announced length", async () => {
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('[{"id":1}', () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags returned an incomplete response/);
  });

  test("for a chunked body without its last chunk", async () => {
    const server = await raw((_request, response) => {
      response.write('[{"id":1}', () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags returned an incomplete response/);
  });

  test("for a compressed body over a connection that ends early", async () => {
    const packed = gzipSync(noise(10_000));
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length });
      response.write(packed.subarray(0, 5000), () => response.destroy());
    });
    expect((await failureOf(server)).message).toMatch(/^GET \/tags returned an incomplete response/);
  });

  test("for a damaged compressed body", async () => {
    const packed = gzipSync(noise(10_000));
    packed.fill(0xff, 5000, 5100);
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    });
    expect((await failureOf(server)).message).toMatch(/damaged compressed body/);
  });

  test("for a compressed body without its end", async () => {
    const packed = gzipSync(`[${JSON.stringify(noise(10_000))}]`);
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, 5000));
    });
    expect((await failureOf(server)).message).toMatch(/damaged compressed body/);
  });

  test("for headers that end early", async () => {
    const server = opens(await socketServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le")));
    expect((await failureOf(server)).message).toContain("GET /tags got no answer from 127.0.0.1");
  });
});

describe("HttpTransport throws a system error if the response is not HTTP", () => {
  test.each([
    ["another protocol", "220 mail.example.com ESMTP\r\n"],
    ["an invalid header", "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n[]"],
    ["a chunk without a length", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnothing\r\n"],
  ])("but has %s", async (_what, text) => {
    const server = opens(await socketServer((socket) => socket.end(text)));
    const error = await rejectionOf(sendTo(server));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toMatch(
      /GET \/tags got no answer from 127\.0\.0\.1:\d+ \(HPE_\w+\)\. The response is not valid HTTP/,
    );
    expect(everythingIn(error)).not.toContain(SECRET);
  });
});

describe("HttpTransport throws a transient error with endpoint and host", () => {
  test("for a connection that is reset", async () => {
    const api = await fakeApi();
    api.inject({ at: () => true, reply: RESET });
    const { message } = await failureOf(api);
    expect(message).toMatch(/^GET \/tags got no answer from 127\.0\.0\.1:\d+ \(ECONNRESET\)/);
  });

  test("for a closed port", async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    expect((await failureOf(server)).message).toContain("(ECONNREFUSED)");
  });

  test("for a server that is silent before its headers", async () => {
    const server = await raw(() => undefined);
    expect((await failureOf(server, { connectMs: 20_000, readMs: 50 })).message).toContain("(ETIMEDOUT)");
  });

  test("for a server that becomes silent in the body", async () => {
    const server = await raw((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("[");
    });
    expect((await failureOf(server, { connectMs: 20_000, readMs: 50 })).message).toContain("(ETIMEDOUT)");
  });

  test("for a server that becomes silent in a response over a reused connection", async () => {
    let requests = 0;
    const server = await raw((_request, response) => {
      if (++requests === 1) return void response.end("[]");
      response.writeHead(200, { "content-length": "100" });
      response.write("[");
    });
    const transport = new HttpTransport("test", { connectMs: 20_000, readMs: 50 });
    await transport.send(signed(server.url), NEVER);
    expect(await rejectionOf(transport.send(signed(server.url), NEVER))).toHaveProperty(
      "detail",
      expect.stringContaining("ETIMEDOUT"),
    );
    expect(server.connections()).toBe(1);
  });

  test("for a connection that is not established", async () => {
    // On this machine TCP connects at once, so only a TLS handshake can be delayed.
    const server = opens(await socketServer(() => undefined));
    const https = { url: server.url.replace("http:", "https:") };
    const error = await failureOf(https, { connectMs: 50, readMs: 20_000 });
    expect(error.message).toContain("(ETIMEDOUT)");
    expect(error.detail).toContain("no connection within 50 ms");
  });
});

describe("a slow response of HttpTransport", () => {
  test("may take longer than the read timeout if bytes keep arriving", async () => {
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

describe("an abort of HttpTransport", () => {
  test("rejects a waiting request with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const server = await raw(() => stop.abort(reason));
    expect(await rejectionOf(sendTo(server, LONG, stop.signal))).toBe(reason);
  });
});

describe("a header with line breaks", () => {
  test("is refused, and its value not shown", async () => {
    const api = await fakeApi();
    const headers = { Authorization: `Bearer ${SECRET}\r\nx-injected: yes` };
    const sent = new HttpTransport("test", LONG).send(applyChange(createRequest(api.url, "tags"), { headers }), NEVER);
    const error = await rejectionOf(sent);
    expect(error).toBeInstanceOf(SystemError);
    expect(everythingIn(error)).not.toContain(SECRET);
    expect(api.requests).toHaveLength(0);
  });
});
