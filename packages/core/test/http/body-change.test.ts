import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { type BodyChange, changedBody, valueInBody } from "../../src/http/body-change.js";
import { Parameter, type ParameterOptions } from "../../src/http/parameter.js";
import { applyChange, createRequest, type RequestChange } from "../../src/http/request.js";
import { encodeBody, form, json, type RequestBody, text } from "../../src/http/request-body.js";
import type { JsonValue } from "../../src/protocol/json.js";

const BASE = "https://api.example.com";
const sent = (body: RequestBody) => encodeBody(body).bytes.toString("utf8");
const post = (body?: RequestBody) => createRequest(BASE, "search", { method: "POST", body });

describe("a change of a JSON body", () => {
  const nested = { page: { after: "a", limit: 2 }, "user.id": 1, groups: [{ filters: [{ value: 1 }] }], none: null };

  test.each<[string, BodyChange, JsonValue]>([
    ["a value at a dotted path", { "page.after": "b" }, { ...nested, page: { after: "b", limit: 2 } }],
    ["several values", { "page.after": "b", x: 1 }, { ...nested, page: { after: "b", limit: 2 }, x: 1 }],
    ["a value in objects that are not there yet", { "a.b.c": 1 }, { ...nested, a: { b: { c: 1 } } }],
    ["a value below a null", { "none.a": 1 }, { ...nested, none: { a: 1 } }],
    ["a null", { "page.after": null }, { ...nested, page: { after: null, limit: 2 } }],
    ["an object", { page: { from: 3 } }, { ...nested, page: { from: 3 } }],
    ["a key with a dot in its name", [[["user.id"], 2]], { ...nested, "user.id": 2 }],
    ["an item of a list", { "groups.0.filters.0.value": 2 }, { ...nested, groups: [{ filters: [{ value: 2 }] }] }],
    ["the whole body", { "": [1] }, [1]],
  ])("sets %s", (_what, change, expected) => {
    const before = json(nested);
    expect(changedBody(before, change)).toEqual(json(expected));
    expect(before.value).toEqual(nested);
  });

  test("does not take a key with a dot for a path, nor a path for a key with a dot", () => {
    expect(changedBody(json({ "user.id": 1 }), { "user.id": 2 })).toEqual(json({ "user.id": 1, user: { id: 2 } }));
    expect(changedBody(json({ user: { id: 1 } }), [[["user.id"], 2]])).toEqual(json({ user: { id: 1 }, "user.id": 2 }));
  });

  test("begins a body where there is none", () => {
    expect(changedBody(undefined, { "page.after": "x" })).toEqual(json({ page: { after: "x" } }));
  });

  test.each([{ "page.after.x": 1 }, { "groups.1.x": 1 }, { "groups.x": 1 }, { "user.id.x": 1, "user.id": 1 }])(
    "refuses %j if a value is in the way",
    (change) => {
      const attempt = () => changedBody(json({ ...nested, user: "u" }), change);
      expect(attempt).toThrow(SystemError);
      expect(attempt).toThrow(/^The body cannot be changed at "\w+"/);
    },
  );

  test("keeps any name of a field apart from what objects inherit", () => {
    expect(sent(changedBody(json({}), { "__proto__.a": 1, "constructor.b": 2 }))).toBe(
      '{"__proto__":{"a":1},"constructor":{"b":2}}',
    );
  });

  test("is frozen", () => {
    const { value } = changedBody(json(nested), { "page.after": "b" }) as unknown as { value: typeof nested };
    expect([value, value.page, value.groups[0]].every(Object.isFrozen)).toBe(true);
  });
});

describe("a change of a form", () => {
  test.each<[string, BodyChange, string]>([
    ["a field", { after: "b" }, "after=b&page[size]=2"],
    ["a field in brackets, by its path", { "page.size": 3 }, "after=a&page[size]=3"],
    ["a field in brackets, by its name", { "page[size]": 3 }, "after=a&page[size]=3"],
    ["a new field in brackets", { "filter.user.id": 1 }, "after=a&page[size]=2&filter[user][id]=1"],
    ["a field with a dot in its name", [[["user.id"], 1]], "after=a&page[size]=2&user.id=1"],
    ["a list", { id: [1, 2] }, "after=a&page[size]=2&id=1&id=2"],
    ["no field for null", { after: null }, "page[size]=2"],
  ])("sets %s", (_what, change, expected) => {
    const body = changedBody(form({ after: "a", page: { size: 2 } }), change);
    expect(decodeURIComponent(sent(body))).toBe(expected);
  });

  test("refuses a list of objects", () => {
    expect(() => changedBody(form({}), { items: [{ id: 1 }] })).toThrow(SystemError);
  });
});

test("a change of a text body is refused", () => {
  const attempt = () => changedBody(text("<query/>", "application/xml"), { after: 1 });
  expect(attempt).toThrow(SystemError);
  expect(attempt).toThrow(/^A text body cannot be changed/);
});

describe("applyChange", () => {
  test("keeps method and body for a change of the query, and for a link", () => {
    const request = post(json({ a: 1 }));
    expect(applyChange(request, { query: { page: 2 } })).toMatchObject({ method: "POST", body: request.body });
    expect(applyChange(request, { url: "/search?page=2" })).toMatchObject({ method: "POST", body: request.body });
  });

  test("merges a change of the body and leaves the request as it was", () => {
    const request = post(json({ filters: [1] }));
    const changed = applyChange(request, { body: { "page.after": "x" } });
    expect(changed.body).toEqual(json({ filters: [1], page: { after: "x" } }));
    expect(request.body).toEqual(json({ filters: [1] }));
  });

  test("changes the body of a GET that has one", () => {
    const request = createRequest(BASE, "search", { body: json({}) });
    expect(applyChange(request, { body: { after: "x" } })).toMatchObject({ method: "GET", body: json({ after: "x" }) });
  });

  test("refuses a part of the body for a GET that has none", () => {
    const attempt = () => applyChange(createRequest(BASE, "search"), { body: { after: "x" } });
    expect(attempt).toThrow(SystemError);
    expect(attempt).toThrow(
      /^GET \/search has no body, but .* Set the method to POST, or return json\(\{\}\) from body\(\) /,
    );
  });
});

describe("a parameter", () => {
  const requests = [post(json({})), post(form({}))];

  test.each<[ParameterOptions, string, RequestChange]>([
    [{ param: "page.after" }, "page.after", { query: { "page.after": 7 } }],
    [{ param: "X-After", in: "header" }, "X-After", { headers: { "x-after": "7" } }],
    [{ param: "page.after", in: "body" }, "page.after", { body: [["page.after", 7]] }],
    [{ param: ["a.b", "c"], in: "body" }, "a.b.c", { body: [[["a.b", "c"], 7]] }],
  ])("%j is set and found in requests and changes", (options, name, change) => {
    const parameter = new Parameter(options);
    expect(parameter.name).toBe(name);
    expect(parameter.with(7)).toEqual(change);
    expect(String(parameter.in(change))).toBe("7");
    for (const request of requests) {
      expect(parameter.of(request)).toBeUndefined();
      expect(String(parameter.of(applyChange(request, change)))).toBe("7");
    }
  });

  test("is found in a change of a body in either form, whatever else that sets", () => {
    const parameter = new Parameter({ param: "page.after", in: "body" });
    expect(parameter.in({ body: { x: 1, "page.after": "b" } })).toBe("b");
    expect(parameter.in({ body: [[["page", "after"], "b"]] })).toBe("b");
    expect(parameter.in({ body: { page: "b" }, query: { "page.after": "c" } })).toBeUndefined();
    expect(parameter.in({ url: "/x" })).toBeUndefined();
  });

  test.each(["ü", "a\r\nx: 1", "\u0000"])("refuses %j in a header, which cannot carry it", (value) => {
    expect(() => new Parameter({ param: "x-after", in: "header" }).with(value)).toThrow(SystemError);
  });
});

test("a text body has no values", () => {
  expect(valueInBody(text("after=1", "text/plain"), "after")).toBeUndefined();
  expect(valueInBody(json(["a"]), "0")).toBe("a");
  expect(valueInBody(json({ a: 1 }), "toString")).toBeUndefined();
});
