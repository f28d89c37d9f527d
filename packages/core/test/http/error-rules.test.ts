/** What error rules match, and what follows, on real replies. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, type FakeReply } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { type ErrorRule, when } from "../../src/http/error-rule.js";
import { isJson } from "../../src/http/json.js";
import type { ReplyConditions } from "../../src/http/reply-conditions.js";
import { clientOf, rejectionOf } from "../support/client.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
  api.get("/tags", () => ({ json: [{ id: 1 }] }));
});
afterEach(() => api.close());

/** Sends a request that gets this reply so many times, and then a list. */
async function send(errors: readonly ErrorRule[], reply: FakeReply, times = 1) {
  api.inject({ at: () => true, reply, times });
  const parts = clientOf(api.url, { errors });
  const sent = parts.client.send(parts.client.request("tags"), "tags");
  const error = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { ...parts, error };
}

describe("the conditions of a rule", () => {
  const GRAPHQL = { errors: [{ message: "a" }, { extensions: { code: "RATE_LIMITED" } }], data: null };

  /** Whether a rule with these conditions decides on a reply: nothing else gives a reply this text. */
  async function matches(conditions: ReplyConditions, reply: FakeReply): Promise<boolean> {
    const { error } = await send([when(conditions).fail("system", "By the rule.")], reply, 9);
    return String(error).includes("By the rule.");
  }

  test.each<[ReplyConditions, FakeReply]>([
    [{ status: 403 }, { status: 403 }],
    [{ status: [402, 403] }, { status: 403 }],
    [{ body: /rate limit/i }, { status: 400, text: "Rate limit reached" }],
    [{ status: 200, body: /^busy/ }, { text: "busy" }],
    [{ header: { "X-Reason": "quota" } }, { status: 403, headers: { "x-reason": "quota" } }],
    [{ header: { "x-reason": /quo/ } }, { headers: { "x-reason": "a quota" } }],
    [{ at: "error.code", is: "BUSY" }, { json: { error: { code: "BUSY" } } }],
    [
      { at: "error.code", is: [7, 8] },
      { status: 400, json: { error: { code: 8 } } },
    ],
    [{ at: "error" }, { json: { error: { code: 8 } } }],
    [{ at: "ok", is: false }, { json: { ok: false } }],
    [{ at: "data", is: null }, { json: GRAPHQL }],
    [{ at: "errors.1.extensions.code", is: "RATE_LIMITED" }, { json: GRAPHQL }],
    [{ at: "errors.*.extensions.code", is: "RATE_LIMITED" }, { json: GRAPHQL }],
    [{ at: "*.code", is: 1 }, { json: { name: { code: 1 } } }],
    [{ at: "error.code", is: "BUSY" }, { text: '{"\\u0065rror":{"code":"BUSY"}}' }],
    [{ at: "error.0.code-2", is: 1 }, { json: { error: [{ "code-2": 1 }] } }],
    [{ values: { status: 409, "error.code": ["a", "b"] } }, { json: { status: 409, error: { code: "b" } } }],
  ])("%j match %j", async (conditions, reply) => {
    expect(await matches(conditions, reply)).toBe(true);
  });

  test.each<[ReplyConditions, FakeReply]>([
    [{ status: [402, 403] }, { status: 404 }],
    [{ body: /rate limit/ }, { status: 400, text: "Rate limit reached" }],
    [{ header: { "x-reason": "quota" } }, { status: 403, headers: { "x-reason": "a quota" } }],
    [{ header: { "x-reason": /./ } }, { status: 403 }],
    [{ at: "error.code", is: "7" }, { json: { error: { code: 7 } } }],
    [{ at: "error" }, { json: { error: null } }],
    [{ at: "error" }, { text: "<error>" }],
    [{ at: "errors.length", is: 2 }, { json: GRAPHQL }],
    [{ at: "errors.2" }, { json: GRAPHQL }],
    [{ at: "toString" }, { json: {} }],
    [{ values: { status: 409, code: "a" } }, { json: { status: 409, code: "b" } }],
    [
      { status: 200, at: "error" },
      { status: 400, json: { error: 1 } },
    ],
    [
      { status: 403, header: { "x-reason": "quota" }, at: "error" },
      { status: 403, json: { error: 1 } },
    ],
  ])("%j do not match %j", async (conditions, reply) => {
    expect(await matches(conditions, reply)).toBe(false);
  });

  test("with a text and no status do not match a success, because records may have any text", async () => {
    const rule = when({ body: /rate limit/ }).rateLimit();
    expect((await send([rule], { json: [{ id: 1, note: "rate limit" }] })).error).toBeUndefined();
    expect(api.requests).toHaveLength(1);
  });

  test("are decided by the first rule of a list that matches", async () => {
    const rules = [when({ status: 403, body: /plan/ }).fail("config", "Upgrade."), when({ status: 403 }).retry()];
    const { observer } = await send(rules, { status: 403, text: "no plan" });
    expect(observer.rules).toEqual(["tags: 403, body /plan/ → fail"]);
  });

  test("are frozen", () => {
    const status = [403];
    const rule = when({ status }).retry();
    status.push(500);
    expect(rule.label).toBe("403 → retry");
    expect(Object.isFrozen(rule)).toBe(true);
    expect(Object.isFrozen(rule.action)).toBe(true);
  });
});

describe("when", () => {
  test.each<[string, ReplyConditions, string]>([
    ["no condition", {}, "without a condition it would match every reply"],
    ["an empty list of statuses", { status: [] }, "without a condition it would match every reply"],
    ["an empty object of headers", { header: {} }, "without a condition it would match every reply"],
    ["a misspelt condition", { stauts: 403 } as ReplyConditions, '"stauts" is not a condition. Use status,'],
    ["a status that is not one", { status: 4 }, "a status is a whole number, 100 to 599"],
    ["a text as status", { status: "4xx" as unknown as number }, "a status is a whole number, 100 to 599"],
    ["a pattern with a position", { body: /x/g }, "/x/g keeps a position between replies. Remove its flag"],
    ["a header's pattern with a position", { header: { a: /x/y } }, "/x/y keeps a position between replies"],
    ["a value without a path", { status: 200, is: 1 }, "is needs a value, and at for where it is"],
    ["no values", { at: "a", is: [] }, "is needs a value, and at for where it is"],
    ["an empty path", { at: "" }, '"" is not a path'],
    ["an empty object of values", { values: {} }, "without a condition it would match every reply"],
    ["an empty path of several", { values: { "a.": 1 } }, '"a." is not a path'],
    ["no value of several", { values: { a: [] } }, "values needs a value for each path"],
    ["a path with an empty name", { at: "a..b" }, '"a..b" is not a path. Write it as error.code.'],
  ])("refuses %s", (_what, conditions, text) => {
    expect(() => when(conditions)).toThrow(SystemError);
    expect(() => when(conditions)).toThrow(text);
  });

  test("refuses a wait that is not a duration, and an empty text", () => {
    const any = when({ status: 403 });
    expect(() => any.retry({ afterMs: -1 })).toThrow("cannot wait for -1 ms");
    expect(() => any.rateLimit({ afterMs: Number.NaN })).toThrow("cannot wait for NaN ms");
    expect(() => any.skip(" ")).toThrow("has an empty text");
    expect(() => any.fail("config", "")).toThrow("has an empty text");
  });
});

describe("a rule to retry", () => {
  test("sends the request again after a status 200 with an error code, whose reply is not used", async () => {
    const rule = when({ status: 200, at: "error.code", is: "BUSY" }).retry({ afterMs: 5000 });
    const { error, clock, observer } = await send([rule], { json: { error: { code: "BUSY" } } });
    expect(error).toBeUndefined();
    expect(clock.sleeps).toEqual([5000]);
    expect(observer.waits).toEqual([expect.objectContaining({ reason: "retry" })]);
    expect(observer.rules).toEqual(["tags: 200, error.code = BUSY → retry"]);
  });

  test("fails as transient after all attempts", async () => {
    const { error } = await send([when({ status: 400 }).retry()], { status: 400, json: { error: "later" } }, 99);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ status: 400, detail: 'HTTP 400 {"error":"later"}' });
    expect(String(error)).toContain("GET /tags answered HTTP 400. The API asks to try again, for longer than");
    expect(api.requests).toHaveLength(4);
  });

  test("obeys a header that asks for more", async () => {
    const rule = when({ status: 400 }).retry({ afterMs: 5000 });
    const { clock } = await send([rule], { status: 400, headers: { "retry-after": "9" } });
    expect(clock.sleeps).toEqual([9000]);
  });
});

describe("a rule for a rate limit", () => {
  test("distinguishes a 403 that is a rate limit from one that is a right", async () => {
    const rules = [when({ status: 403, body: /rate limit/i }).rateLimit({ afterMs: 7000 })];
    const limited = await send(rules, { status: 403, json: { error: "User rate limit exceeded" } }, 12);
    expect(limited.error).toBeUndefined();
    expect(limited.clock.sleeps).toEqual(Array(12).fill(7000));
    expect(limited.observer.waits[0]?.reason).toBe("rate limit");
    const refused = await send(rules, { status: 403, json: { error: "No right" } });
    expect(refused.error).toBeInstanceOf(ConfigError);
    expect(refused.clock.sleeps).toEqual([]);
  });

  test("pauses by the usual headers, whatever the status", async () => {
    const rule = when({ at: "errors.*.extensions.code", is: "RATE_LIMITED" }).rateLimit();
    const json = { errors: [{ extensions: { code: "RATE_LIMITED" } }] };
    const { clock } = await send([rule], { json, headers: { "x-ratelimit-reset": "30" } });
    expect(clock.sleeps).toEqual([30_000]);
  });

  test("pauses by the headers where its function does not say how long", async () => {
    const rule = when({ status: 400 }).rateLimit({ afterMs: () => undefined });
    const { clock } = await send([rule], { status: 400, headers: { "retry-after": "3" } });
    expect(clock.sleeps).toEqual([3000]);
  });

  test("gives its function the server's time", async () => {
    const date = "Sun, 01 Feb 2026 10:00:00 GMT";
    const seen: number[] = [];
    const afterMs = (_response: unknown, nowMs: number) => seen.push(nowMs);
    await send([when({ status: 400 }).rateLimit({ afterMs })], { status: 400, headers: { date } });
    expect(seen).toEqual([Date.parse(date)]);
  });
});

describe("a rule to fail", () => {
  test.each([
    ["config", ConfigError, 1],
    ["system", SystemError, 1],
    ["transient", TransientError, 4],
  ] as const)("as %s throws its text", async (kind, Kind, requests) => {
    const rule = when({ status: 400, body: /plan/ }).fail(kind, "Upgrade the plan.");
    const { error } = await send([rule], { status: 400, text: "not in your plan" }, 9);
    expect(error).toBeInstanceOf(Kind);
    expect(error).toMatchObject({
      message: "GET /tags answered HTTP 400. Upgrade the plan.",
      detail: "HTTP 400 not in your plan",
      status: 400,
    });
    expect(api.requests).toHaveLength(requests);
  });

  test("applies to a redirect, which is then not followed", async () => {
    const rule = when({ status: 302, header: { location: /login/ } }).fail("config", "Sign in again.");
    const { error } = await send([rule], { status: 302, headers: { location: "/login" } });
    expect(error).toBeInstanceOf(ConfigError);
    expect(api.requests).toHaveLength(1);
  });
});

describe("a rule to accept", () => {
  const EMPTY = { status: 404, json: { items: [] } };
  const accepted = when({ status: 404 }).accept();
  const ofStream = (...errors: readonly ErrorRule[]) => ({ errors, pastEnd: undefined, isApiReply: isJson });

  test("makes a stream's reply a success, whatever its status", async () => {
    const { client, observer } = clientOf(api.url);
    api.inject({ at: () => true, reply: EMPTY });
    const { status } = await client.send(client.request("tags"), "tags", ofStream(accepted));
    expect(status).toBe(404);
    expect(observer.rules).toEqual(["tags: 404 → accept"]);
    expect(api.requests).toHaveLength(1);
  });

  test("leaves a request that no stream sends to the other rules and its status", async () => {
    const { error, observer } = await send([accepted], EMPTY);
    expect(error).toBeInstanceOf(SystemError);
    expect(observer.rules).toEqual([]);
    const others = [accepted, when({ status: 404 }).fail("config", "Check the path.")];
    expect((await send(others, EMPTY)).error).toBeInstanceOf(ConfigError);
  });

  test("retries the reply of a gateway, then fails", async () => {
    const { client } = clientOf(api.url);
    api.inject({ at: () => true, times: 9, reply: { status: 404, text: "<html>no such site" } });
    const error = await rejectionOf(client.send(client.request("tags"), "tags", ofStream(accepted)));
    expect(error).toBeInstanceOf(TransientError);
    expect(api.requests).toHaveLength(4);
  });
});

describe("a rule to skip", () => {
  test("fails a request that no stream sends, as its status says", async () => {
    const { error } = await send([when({ status: 403 }).skip("No right.")], { status: 403, json: {} });
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain("The credentials may not read this.");
  });

  test("leaves the reply of a gateway to the next rule", async () => {
    const rules = [when({ status: 403 }).skip("No right."), when({ status: 403, body: /1015/ }).rateLimit()];
    const { error, observer } = await send(rules, { status: 403, text: "<html>1015" });
    expect(error).toBeUndefined();
    expect(observer.rules).toEqual(["tags: 403, body /1015/ → rateLimit"]);
  });
});

test("rules of a stream come before those of its source", async () => {
  const { client, observer } = clientOf(api.url, { errors: [when({ status: 400 }).fail("system", "By the source.")] });
  api.inject({ at: () => true, reply: { status: 400 } });
  const rules = { errors: [when({ status: 400 }).retry()], pastEnd: undefined, isApiReply: () => true };
  await client.send(client.request("tags"), "tags", rules);
  expect(observer.rules).toEqual(["tags: 400 → retry"]);
  api.inject({ at: () => true, reply: { status: 400 } });
  const none = { ...rules, errors: [] };
  expect(await rejectionOf(client.send(client.request("tags"), "tags", none))).toBeInstanceOf(SystemError);
});
