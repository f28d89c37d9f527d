import type http from "node:http";
import type { JsonValue } from "@sluice/core";
import type { FakeRequest } from "./exchange.js";

/** The request; without a body it is there at once, so that requests are logged in the order in which they arrive. */
export function requestOf(incoming: http.IncomingMessage): FakeRequest | Promise<FakeRequest> {
  const { "content-length": length, "transfer-encoding": coding } = incoming.headers;
  if (coding === undefined && Number(length ?? 0) === 0) return requestWith(incoming, "");
  return bodyOf(incoming).then((body) => requestWith(incoming, body));
}

function requestWith(incoming: http.IncomingMessage, body: string): FakeRequest {
  const url = new URL(incoming.url ?? "/", "http://fake.invalid");
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const { "content-type": type = "" } = headers;
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    params: {},
    query: url.searchParams,
    headers,
    body,
    json: /[/+]json\b/i.test(type) ? jsonOf(body) : undefined,
    form: new URLSearchParams(/^application\/x-www-form-urlencoded\b/i.test(type) ? body : ""),
  };
}

async function bodyOf(incoming: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function jsonOf(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}
