import type { Delivery, FakeReply, FakeRequest } from "./exchange.js";
import { EXPORT_FAULTS } from "./export-faults.js";
import { type FaultCase, type GenuinePage, isDecoded, type Outcome } from "./fault-case.js";
import { GRAPHQL_FAULTS } from "./graphql-faults.js";
import { withValueIn } from "./json-path.js";
import { PAGING_FAULTS } from "./paging-faults.js";
import { bytesAsSent, bytesOf, headersOf, inPlaceOf, isPacked, jsonOf } from "./reply-body.js";
import { TOKEN_FAULTS } from "./token-faults.js";

/** Well ahead of any clock's second. */
const SOON_MS = 5_000;

/** The largest body that a read with a fault accepts: more than any genuine page of a fake. */
export const MAX_BODY_MB = 20;

/** All known faults. */
export const FAULTS: readonly FaultCase[] = [
  ...[400, 422].map((status) => refusal(status, ["system_error"])),
  { ...refusal(401, ["config_error"]), outcomesWithTokens: ["recovered"] }, // the token is replaced, once
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
  cutWithoutLength(),
  { ...delivery("stall before headers", ["recovered"]), stalls: true },
  { ...delivery("stall in body", ["recovered"]), stalls: true },
  delivery("drip", ["recovered"]),
  body("200 with HTML", () => ({
    text: "<html>down for maintenance</html>",
    headers: { "content-type": "text/html" },
  })),
  unlessAccepted(body("200 with an empty body", () => ({ text: "" }))),
  lacking("200 with another shape", () => ({ json: { message: "hello" } })),
  lacking("200 without the list of records", withoutList),
  body("200 with null", () => ({ text: "null" })),
  unlessAccepted(body("bytes that are not UTF-8", ({ genuine }) => ({ bytes: withBadByte(bytesOf(genuine)) }))),
  byteOrderMark(),
  brokenGzip(),
  tooLarge(),
  redirect("a redirect to the same origin", ({ path, query }) => `${path}?${query}`, "recovered"),
  redirect("a redirect to another origin", ({ path }) => `https://elsewhere.example${path}`, "system_error"),
  { ...redirect("a redirect in a loop", ({ path, query }) => `${path}?${query}`, "system_error"), lasts: true },
  ...PAGING_FAULTS,
  ...TOKEN_FAULTS,
  ...EXPORT_FAULTS,
  ...GRAPHQL_FAULTS,
];

/** Statuses with which a link to a file may have expired; "a link to a part has expired" is a fault of its own. */
const STALE_LINK = [400, 401, 403];

function refusal(status: number, outcomes: readonly Outcome[], reply: FakeReply = { text: "no" }): FaultCase {
  return {
    name: String(status),
    status,
    outcomes,
    reply: ({ genuine, export: exchange }) =>
      exchange?.step === "part" && STALE_LINK.includes(status) ? undefined : inPlaceOf(genuine, { ...reply, status }),
  };
}

/** In the API's own form: a connector may skip a parent that the user cannot see, or that is gone. */
function refusalInJson(status: number, outcomes: readonly Outcome[]): FaultCase {
  return { ...refusal(status, outcomes, { json: { error: "refused" } }), name: `${status}, in JSON`, maySkip: true };
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
    concerns: "bodies",
    outcomes: [outcome],
    reply: (page) => {
      const { headers, ...changed } = change(page);
      return inPlaceOf(page.genuine, { ...changed, headers: { "content-type": typeOf(page), ...headers } });
    },
  };
}

/** Some formats cannot show it: an empty file may be an empty list, and in some encodings any byte is a letter. */
function unlessAccepted({ reply, ...fault }: FaultCase): FaultCase {
  return {
    ...fault,
    notApplicable: "its decoder takes such a body for a whole one",
    reply: async (page) => {
      const faulty = await reply(page);
      const isAccepted = faulty !== undefined && isDecoded(page) && (await page.paging.accepts(bytesAsSent(faulty)));
      return isAccepted ? undefined : faulty;
    },
  };
}

function cutWithoutLength(): FaultCase {
  return { ...unlessAccepted(delivery("cut without length", ["system_error"])), concerns: "bodies" };
}

/** A decoder that unpacks by itself cannot distinguish it from a file that is damaged; a part of an export is fetched again. */
function brokenGzip(): FaultCase {
  const { reply, ...fault } = body(
    "gzip that is broken",
    ({ genuine }) => ({
      ...(genuine.status !== undefined && { status: genuine.status }),
      ...{ bytes: notGzip(bytesOf(genuine)), headers: { "content-encoding": "gzip" } },
    }),
    "recovered",
  );
  return {
    ...fault,
    notApplicable: "its bodies are packed",
    reply: (page) => (isPacked(bytesOf(page.genuine)) && page.export === undefined ? undefined : reply(page)),
  };
}

function byteOrderMark(): FaultCase {
  const { reply, ...fault } = body(
    "a byte order mark",
    ({ genuine }) => ({ bytes: after("\uFEFF", genuine) }),
    "recovered",
  );
  return {
    ...fault,
    notApplicable: "its bodies are packed",
    reply: (page) => (isPacked(bytesOf(page.genuine)) ? undefined : reply(page)),
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
  const { reply, ...fault } = body("a reply larger than the limit", () => {
    bytes ??= Buffer.alloc((MAX_BODY_MB + 1) * 1024 * 1024, " ");
    return { bytes };
  });
  // A file is saved on the disk, and may be larger.
  return { ...fault, reply: (page) => (page.export?.step === "part" ? undefined : reply(page)) };
}

function redirect(name: string, to: (request: FakeRequest) => string, outcome: Outcome): FaultCase {
  return {
    name,
    outcomes: [outcome],
    reply: ({ request, genuine }) => inPlaceOf(genuine, { status: 307, headers: { location: to(request) } }),
  };
}

/** A file keeps its own, because a packed one that is not called so would be unpacked before its decoder gets it. */
function typeOf(page: GenuinePage): string {
  return (isDecoded(page) ? headersOf(page.genuine)["content-type"] : undefined) ?? "application/json";
}

function notGzip(bytes: Buffer): Buffer {
  return isPacked(bytes) ? Buffer.concat([Buffer.from(" "), bytes]) : bytes;
}

function withoutList({ genuine, paging }: GenuinePage): FakeReply {
  const body = jsonOf(genuine) ?? null;
  const path = paging.recordsPath(body);
  return { json: path === undefined ? {} : withValueIn(body, path, undefined) };
}

function after(text: string, genuine: FakeReply): Buffer {
  return Buffer.concat([Buffer.from(text), bytesOf(genuine)]);
}

/** In a text of JSON; else in the last one of the body, or at the end of a packed one, where its checksum is. */
function withBadByte(bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  const text = broken.indexOf('":"');
  const last = isPacked(bytes) ? broken.length - 1 : broken.toString("latin1").search(/\w\W*$/);
  broken[text < 0 ? Math.max(0, last) : text + 3] = 0xff;
  return broken;
}
