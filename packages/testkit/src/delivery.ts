import type http from "node:http";
import type { Delivery, FakeReply } from "./exchange.js";

/** Pieces of a dripping body, and the pause between them: longer in all than a reply that is not held back. */
const DRIPS = 8;
const DRIP_MS = 15;

interface Outgoing {
  readonly response: http.ServerResponse;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends a reply as it should be, or as `delivery` says. */
export function deliver(
  response: http.ServerResponse,
  reply: FakeReply,
  headers: Readonly<Record<string, string>>,
): void {
  const isJson = reply.json !== undefined;
  const body = reply.bytes ?? Buffer.from(isJson ? JSON.stringify(reply.json) : (reply.text ?? ""));
  const type = isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
  const all = { "content-type": type, ...headers, ...reply.headers };
  const outgoing: Outgoing = { response, status: reply.status ?? 200, headers: all, body };
  if (reply.delivery === undefined) {
    response.writeHead(outgoing.status, { "content-length": String(body.length), ...all }).end(body);
  } else MISHAPS[reply.delivery](outgoing);
}

const MISHAPS: Readonly<Record<Delivery, (outgoing: Outgoing) => void>> = {
  "reset before headers": ({ response }) => void response.socket?.resetAndDestroy(),
  "reset after headers": (outgoing) => headThen(outgoing, ({ response }) => response.socket?.resetAndDestroy()),
  "reset in body": (outgoing) => halfThen(outgoing, ({ response }) => response.socket?.resetAndDestroy()),
  "cut with length": (outgoing) => halfThen(outgoing, ({ response }) => response.socket?.destroySoon()),
  "cut without length": ({ response, status, headers, body }) => {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false; // the end of the connection is then the end of the body
    response.writeHead(status, headers).end(body.subarray(0, body.length / 2));
  },
  "stall before headers": () => undefined,
  "stall in body": (outgoing) => halfThen(outgoing, () => undefined),
  drip: (outgoing) => headThen(outgoing, drip),
};

function headThen(outgoing: Outgoing, then: (outgoing: Outgoing) => void): void {
  const { response, status, headers, body } = outgoing;
  response.writeHead(status, { "content-length": String(body.length), ...headers });
  response.flushHeaders();
  setImmediate(() => then(outgoing));
}

function halfThen(outgoing: Outgoing, then: (outgoing: Outgoing) => void): void {
  headThen(outgoing, ({ response, body }) => response.write(body.subarray(0, body.length / 2), () => then(outgoing)));
}

function drip({ response, body }: Outgoing): void {
  const size = Math.ceil(body.length / DRIPS);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + size));
    sent += size;
    if (sent < body.length && !response.destroyed) return;
    clearInterval(timer);
    response.end();
  }, DRIP_MS);
}
