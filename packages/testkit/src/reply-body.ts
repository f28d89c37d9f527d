import type { JsonValue } from "@sluice/core";
import type { FakeReply } from "./exchange.js";

/** Headers that describe the bytes of one body, and so are wrong for another. */
const BODY_HEADERS = new Set(["content-type", "content-encoding", "content-length"]);

/** A reply in place of a genuine one: other status or body, and the genuine headers, because pages may be linked by them. */
export function inPlaceOf(genuine: FakeReply, { headers, ...reply }: FakeReply): FakeReply {
  const kept = Object.entries(headersOf(genuine)).filter(([name]) => !BODY_HEADERS.has(name));
  return { ...reply, headers: { ...Object.fromEntries(kept), ...headers } };
}

/** The headers of a reply, names in lower case. */
export function headersOf({ headers = {} }: FakeReply): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A reply's body, parsed; undefined if it is not JSON. */
export function jsonOf(reply: FakeReply): JsonValue | undefined {
  try {
    return JSON.parse(bytesOf(reply).toString("utf8")) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A reply's body as the fake sends it. */
export function bytesOf({ json, text, bytes }: FakeReply): Buffer {
  return bytes ?? Buffer.from(json === undefined ? (text ?? "") : JSON.stringify(json));
}

/** The part of a body that arrives. */
export function bytesAsSent(reply: FakeReply): Buffer {
  const bytes = bytesOf(reply);
  return reply.delivery?.startsWith("cut") === true ? bytes.subarray(0, bytes.length / 2) : bytes;
}

/** Whether a body is gzip or ZIP, by its first bytes. */
export function isPacked(bytes: Buffer): boolean {
  return ["1f8b", "504b"].includes(bytes.subarray(0, 2).toString("hex"));
}
