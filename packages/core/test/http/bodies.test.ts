import net from "node:net";
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { HttpTransport, type TransportLimits } from "../../src/http/http-transport.js";
import { createRequest } from "../../src/http/request.js";
import { clientOf, rejectionOf } from "../support/client.js";
import { type RawServer, rawServer } from "../support/raw-server.js";

type Answer = Parameters<typeof rawServer>[0];

const TEXT = '[{"id":1,"name":"Ämilie"}]';
const opened: RawServer[] = [];

afterEach(async () => {
  delete process.env["HTTP_PROXY"];
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serverOf(answer: Answer, prepare?: (server: import("node:http").Server) => void): Promise<RawServer> {
  const server = await rawServer(answer, prepare);
  opened.push(server);
  return server;
}

/** A proxy that forwards plain HTTP byte for byte. */
async function forwardProxy(): Promise<RawServer> {
  return serverOf((request, response) => {
    const { host, port } = new URL(request.url ?? "");
    const upstream = net.connect(Number(port), "127.0.0.1", () => {
      upstream.write(
        `GET ${new URL(request.url ?? "").pathname} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
      );
      if (response.socket !== null) upstream.pipe(response.socket);
    });
    upstream.on("error", () => response.destroy());
  });
}

describe.each(["directly", "through a proxy"])("a body that arrives %s", (way) => {
  beforeEach(async () => {
    if (way === "through a proxy") process.env["HTTP_PROXY"] = (await forwardProxy()).url;
  });

  const sendTo = (server: RawServer, limits: Partial<TransportLimits> = {}) =>
    new HttpTransport("test", limits).send(createRequest(server.url, "tags"), new AbortController().signal);

  test.each<[string, Record<string, string>, Buffer]>([
    ["gzip", { "content-encoding": "gzip" }, gzipSync(TEXT)],
    ["gzip without a header", {}, gzipSync(TEXT)],
    ["raw deflate", { "content-encoding": "deflate" }, deflateRawSync(TEXT)],
    ["text that calls itself gzip", { "content-encoding": "gzip" }, Buffer.from(TEXT)],
    ["text that calls itself br", { "content-encoding": "br" }, Buffer.from(TEXT)],
  ])("is unpacked: %s", async (_what, headers, bytes) => {
    const server = await serverOf((_request, response) => response.writeHead(200, headers).end(bytes));
    expect((await sendTo(server)).body.toString("utf8")).toBe(TEXT);
  });

  test.each<[string, Answer]>([
    [
      "a wrong encoding",
      (_, response) => response.writeHead(401, { "content-encoding": "gzip" }).end(Buffer.from([0x1f, 0x8b, 1, 2, 3])),
    ],
    [
      "less bytes than announced",
      (_, response) => response.writeHead(401, { "content-length": "1000" }).write("no", () => response.destroy()),
    ],
    ["more bytes than the limit", (_, response) => response.writeHead(401).end(Buffer.alloc(5000, "x"))],
    ["no end", (_, response) => response.writeHead(401).write("no")],
  ])("of a 401 still counts as a 401 if it has %s", async (_what, answer) => {
    const server = await serverOf(answer);
    const transport = new HttpTransport("test", { bodyBytes: 1000, readMs: 200 });
    const { client } = clientOf(server.url, { transport });
    const error = await rejectionOf(client.send(client.request("tags"), "tags"));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toHaveProperty("status", 401);
    expect(server.connections()).toBe(1);
  });

  test("of an error is not read for longer than the read timeout", async () => {
    const server = await serverOf((_request, response) => {
      response.writeHead(403);
      const timer = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(timer));
    });
    await expect(sendTo(server, { readMs: 150 })).resolves.toMatchObject({ status: 403 });
  });

  test("causes an error if it is too large after unpacking", async () => {
    const server = await serverOf((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(100_000, "x")));
    });
    const error = await rejectionOf(sendTo(server, { bodyBytes: 50_000 }));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("returned more than 50000 bytes. If a response may be that large");
  });

  test("causes a transient error if it is incomplete or silent", async () => {
    const cut = await serverOf((_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("[", () => response.destroy());
    });
    const silent = await serverOf((_request, response) => response.writeHead(200).write("["));
    const errors = [await rejectionOf(sendTo(cut)), await rejectionOf(sendTo(silent, { readMs: 100 }))];
    expect(errors).toEqual([expect.any(TransientError), expect.any(TransientError)]);
    expect(String(errors[0])).toContain("incomplete response");
    expect(String(errors[1])).toContain("(ETIMEDOUT)");
  });
});
