import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import type { Delivery, FakeReply, FakeRequest } from "./exchange.js";

/** What may come of a fault: all records after all, or a failed stream of this kind. */
export type Fate = "recovered" | "config_error" | "transient_error" | "system_error";

/** A way in which one reply of a vendor goes wrong. */
export interface FaultCase {
  readonly name: string;
  /** Every fate that is right; which one it is depends on how the vendor's pages are linked. */
  readonly fates: readonly Fate[];
  /** From the chosen request on, for ever; else once. */
  readonly lasts?: true;
  /** Nothing comes for longer than anybody should wait. */
  readonly stalls?: true;
  readonly status?: number;
  /** What comes in the place of a page. @param page the genuine answer; `before` is the genuine answer to the request before it. */
  reply(page: FakeReply, before: FakeReply | undefined, request: FakeRequest): FakeReply;
}

const LARGE_BODY = Buffer.concat([Buffer.alloc(50 * 1024 * 1024, " "), Buffer.from("[]")]);

/** Well ahead of any clock's second. */
const SOON_MS = 5_000;

/** All that we could think of. */
export const FAULTS: readonly FaultCase[] = [
  ...[400, 422].map((status) => refusal(status, ["system_error"])),
  refusal(401, ["config_error"]),
  refusal(403, ["config_error"]),
  refusal(404, ["system_error", "recovered"]), // where pages are numbered it may mean "past the end"
  ...[408, 409, 500, 502, 503, 504].map((status) => refusal(status, ["recovered"])),
  limited("429, Retry-After in seconds", () => ({ "retry-after": "2" })),
  limited("429, Retry-After as a date", () => ({ "retry-after": new Date(Date.now() + SOON_MS).toUTCString() })),
  limited("429, reset headers only", () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" })),
  limited("429, nothing", () => ({})),
  { ...refusal(401, ["config_error"]), name: "the credentials expire", lasts: true },
  { ...refusal(500, ["transient_error"]), name: "500, for ever", lasts: true },
  { ...limited("429, for ever", () => ({ "retry-after": "60" })), fates: ["transient_error"], lasts: true },
  delivery("reset before headers", ["recovered"]),
  delivery("reset after headers", ["recovered"]),
  delivery("reset in body", ["recovered"]),
  delivery("cut with length", ["recovered"]),
  delivery("cut without length", ["system_error"]),
  { ...delivery("stall before headers", ["recovered"]), stalls: true },
  { ...delivery("stall in body", ["recovered"]), stalls: true },
  delivery("drip", ["recovered"]),
  body("200 with HTML", () => ({
    text: "<html>down for maintenance</html>",
    headers: { "content-type": "text/html" },
  })),
  body("200 with an empty body", () => ({ text: "" })),
  body("200 with another shape", () => ({ json: { message: "hello" } })),
  body("200 without the list of records", (page) => ({ json: withoutList(bodyOf(page)) })),
  body("200 with null", () => ({ text: "null" })),
  body("bytes that are not UTF-8", (page) => ({ bytes: withBadByte(bytesOf(page)) })),
  body("a byte order mark", (page) => ({ bytes: Buffer.concat([Buffer.from("\uFEFF"), bytesOf(page)]) }), "recovered"),
  body(
    "gzip that is broken",
    (page) => ({ bytes: bytesOf(page), headers: { "content-encoding": "gzip" } }),
    "recovered",
  ),
  body("a reply of 50 MB", () => ({ bytes: LARGE_BODY })),
  redirect("a redirect to the same origin", ({ path, query }) => `${path}?${query}`, "recovered"),
  redirect("a redirect to another origin", ({ path }) => `https://elsewhere.example${path}`, "system_error"),
  { ...redirect("a redirect in a loop", ({ path, query }) => `${path}?${query}`, "system_error"), lasts: true },
  link("a next link to another host", () => "https://elsewhere.example/v1/next?page=2"),
  link("a next link of another scheme", () => "ftp://127.0.0.1/next?page=2"),
  { ...link("a next link to the same page", (request) => samePage(request)), lasts: true },
  {
    name: "records of the page before, again",
    fates: ["recovered"],
    reply: (page, before) => (before === undefined ? page : { json: withRowsOf(bodyOf(page), bodyOf(before)) }),
  },
  { name: "the page before, again", fates: ["recovered", "system_error"], reply: (page, before) => before ?? page },
  {
    name: "a total that does not come true",
    fates: ["recovered", "transient_error"],
    lasts: true,
    reply: (page) => ({ json: withTotal(bodyOf(page)) }),
  },
];

function refusal(status: number, fates: readonly Fate[]): FaultCase {
  return { name: String(status), status, fates, reply: () => ({ status, text: "no" }) };
}

function limited(name: string, headers: () => Readonly<Record<string, string>>): FaultCase {
  return { name, status: 429, fates: ["recovered"], reply: () => ({ status: 429, headers: headers() }) };
}

function delivery(how: Delivery, fates: readonly Fate[]): FaultCase {
  return { name: how, fates, reply: (page) => ({ ...page, delivery: how }) };
}

function body(name: string, change: (page: FakeReply) => FakeReply, fate: Fate = "system_error"): FaultCase {
  return { name, fates: [fate], reply: (page) => ({ headers: JSON_TYPE, ...change(page) }) };
}

function redirect(name: string, to: (request: FakeRequest) => string, fate: Fate): FaultCase {
  return {
    name,
    fates: [fate],
    reply: (_page, _before, request) => ({ status: 307, headers: { location: to(request) } }),
  };
}

/** Of pages that are linked by `next` or the like; a connector that counts pages need not look at it. */
function link(name: string, to: (request: FakeRequest) => JsonValue): FaultCase {
  return {
    name,
    fates: ["recovered", "system_error"],
    reply: (page, _before, request) => {
      const value = bodyOf(page);
      if (!isJsonObject(value)) return page;
      const field = ["next", "next_page"].find((candidate) => candidate in value);
      return field === undefined ? page : { json: { ...value, [field]: to(request) } };
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function samePage({ query }: FakeRequest): string {
  return query.get("from") ?? query.get("page") ?? "1";
}

/** A reply's body, parsed. */
function bodyOf(reply: FakeReply): JsonValue {
  return JSON.parse(bytesOf(reply).toString("utf8")) as JsonValue;
}

function bytesOf({ json, text, bytes }: FakeReply): Buffer {
  return bytes ?? Buffer.from(json === undefined ? (text ?? "") : JSON.stringify(json));
}

function listIn(value: JsonValue): readonly [string, JsonValue[]] | undefined {
  const lists = Object.entries(isJsonObject(value) ? value : {}).filter(([name]) => name !== "errors");
  return lists.find((entry): entry is [string, JsonValue[]] => Array.isArray(entry[1]));
}

/** The list may lie deeper, as in `data.items`. */
function withoutList(value: JsonValue): JsonValue {
  const [name] = listIn(value) ?? [];
  const fields = Object.entries(value as JsonObject).filter(([field]) => field !== name);
  const isDeeper = (part: JsonValue) => name === undefined && isJsonObject(part);
  return Object.fromEntries(fields.map(([field, part]) => [field, isDeeper(part) ? withoutList(part) : part]));
}

function withBadByte(bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  const text = broken.indexOf('":"');
  broken[text < 0 ? broken.length - 1 : text + 3] = 0xff;
  return broken;
}

/** Some rows of another page in front of this one's. */
function withRowsOf(value: JsonValue, other: JsonValue): JsonValue {
  const [name, rows] = listIn(value) ?? [];
  const [, before = []] = listIn(other) ?? [];
  return name === undefined || rows === undefined
    ? value
    : { ...(value as JsonObject), [name]: [...before.slice(-3), ...rows] };
}

function withTotal(value: JsonValue): JsonValue {
  const count = (value as JsonObject)["count"];
  return typeof count === "number" ? { ...(value as JsonObject), count: count + 7 } : value;
}
