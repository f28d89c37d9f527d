import type { Delivery, FakeReply, FakeRequest } from "./exchange.js";
import type { FaultCase, GenuinePage, Outcome } from "./fault-case.js";
import { withValueIn } from "./json-path.js";
import { PAGING_FAULTS } from "./paging-faults.js";
import { bytesOf, inPlaceOf, jsonOf } from "./reply-body.js";

/** Well ahead of any clock's second. */
const SOON_MS = 5_000;

/** The largest body that a read with a fault accepts: more than any genuine page of a fake. */
export const MAX_BODY_MB = 20;

/** All known faults. */
export const FAULTS: readonly FaultCase[] = [
  ...[400, 422].map((status) => refusal(status, ["system_error"])),
  refusal(401, ["config_error"]),
  refusal(403, ["config_error", "recovered"]), // a stream that skips on 403 retries what is not in the API's own form
  refusal(404, ["system_error", "recovered"]), // where pages are numbered it may mean "past the end"
  refusalInJson(403, ["config_error"]),
  refusalInJson(404, ["system_error", "recovered"]),
  ...[408, 409, 500, 502, 503, 504].map((status) => refusal(status, ["recovered"])),
  limited("429, Retry-After in seconds", () => ({ "retry-after": "2" })),
  limited("429, Retry-After as a date", () => ({ "retry-after": new Date(Date.now() + SOON_MS).toUTCString() })),
  limited("429, reset headers only", () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" })),
  limited("429, nothing", () => ({})),
  { ...refusal(401, ["config_error"]), name: "the credentials expire", lasts: true },
  { ...refusal(500, ["transient_error"]), name: "500, forever", lasts: true },
  { ...limited("429, forever", () => ({ "retry-after": "60" })), outcomes: ["transient_error"], lasts: true },
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
  lacking("200 with another shape", () => ({ json: { message: "hello" } })),
  lacking("200 without the list of records", withoutList),
  body("200 with null", () => ({ text: "null" })),
  body("bytes that are not UTF-8", ({ genuine }) => ({ bytes: withBadByte(bytesOf(genuine)) })),
  body(
    "a byte order mark",
    ({ genuine }) => ({ bytes: Buffer.concat([Buffer.from("\uFEFF"), bytesOf(genuine)]) }),
    "recovered",
  ),
  body(
    "gzip that is broken",
    ({ genuine }) => ({ bytes: bytesOf(genuine), headers: { "content-encoding": "gzip" } }),
    "recovered",
  ),
  tooLarge(),
  redirect("a redirect to the same origin", ({ path, query }) => `${path}?${query}`, "recovered"),
  redirect("a redirect to another origin", ({ path }) => `https://elsewhere.example${path}`, "system_error"),
  { ...redirect("a redirect in a loop", ({ path, query }) => `${path}?${query}`, "system_error"), lasts: true },
  ...PAGING_FAULTS,
];

function refusal(status: number, outcomes: readonly Outcome[]): FaultCase {
  return { name: String(status), status, outcomes, reply: ({ genuine }) => inPlaceOf(genuine, { status, text: "no" }) };
}

/** In the API's own form: a connector may skip a parent that the user cannot see, or that is gone. */
function refusalInJson(status: number, outcomes: readonly Outcome[]): FaultCase {
  const json = { error: "refused" };
  const reply: FaultCase["reply"] = ({ genuine }) => inPlaceOf(genuine, { status, json });
  return { name: `${status}, in JSON`, status, outcomes, maySkip: true, reply };
}

function limited(name: string, headers: () => Readonly<Record<string, string>>): FaultCase {
  const reply = ({ genuine }: GenuinePage) => inPlaceOf(genuine, { status: 429, headers: headers() });
  return { name, status: 429, outcomes: ["recovered"], reply };
}

function delivery(how: Delivery, outcomes: readonly Outcome[]): FaultCase {
  return { name: how, outcomes, reply: ({ genuine }) => ({ ...genuine, delivery: how }) };
}

function body(name: string, change: (page: GenuinePage) => FakeReply, outcome: Outcome = "system_error"): FaultCase {
  return {
    name,
    outcomes: [outcome],
    reply: (page) => {
      const { headers, ...changed } = change(page);
      return inPlaceOf(page.genuine, { ...changed, headers: { ...JSON_TYPE, ...headers } });
    },
  };
}

/** A stream that accepts replies without records cannot notice that they are missing. */
function lacking(name: string, change: (page: GenuinePage) => FakeReply): FaultCase {
  const { reply, ...fault } = body(name, change);
  return {
    ...fault,
    notApplicable: "its recordsAt says that they may be missing",
    reply: (page) => (page.paging.mayLackRecords ? undefined : reply(page)),
  };
}

/** The body is made when it is used: every test file that imports the testkit would hold it in memory. */
function tooLarge(): FaultCase {
  let bytes: Buffer | undefined;
  return body("a reply larger than the limit", () => {
    bytes ??= Buffer.alloc((MAX_BODY_MB + 1) * 1024 * 1024, " ");
    return { bytes };
  });
}

function redirect(name: string, to: (request: FakeRequest) => string, outcome: Outcome): FaultCase {
  return {
    name,
    outcomes: [outcome],
    reply: ({ request, genuine }) => inPlaceOf(genuine, { status: 307, headers: { location: to(request) } }),
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function withoutList({ genuine, paging }: GenuinePage): FakeReply {
  const body = jsonOf(genuine) ?? null;
  const path = paging.recordsPath(body);
  return { json: path === undefined ? {} : withValueIn(body, path, undefined) };
}

function withBadByte(bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  const text = broken.indexOf('":"');
  broken[text < 0 ? broken.length - 1 : text + 3] = 0xff;
  return broken;
}
