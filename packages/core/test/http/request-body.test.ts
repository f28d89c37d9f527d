import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { encodeBody, type FormFields, form, json, text } from "../../src/http/request-body.js";

const sent = (body: Parameters<typeof encodeBody>[0]) => encodeBody(body).bytes.toString("utf8");

describe("json", () => {
  test("is sent as JSON with its content type", () => {
    const { bytes, contentType } = encodeBody(json({ limit: 2, name: "Zoë", none: null }));
    expect(bytes.toString("utf8")).toBe('{"limit":2,"name":"Zoë","none":null}');
    expect(contentType).toBe("application/json");
  });

  test("is a frozen copy, so that nothing changes a request that is retried", () => {
    const given = { filters: [{ field: "a" }] };
    const body = json(given);
    given.filters.push({ field: "b" });
    expect(body.value).toEqual({ filters: [{ field: "a" }] });
    const { filters } = body.value as typeof given;
    expect([body, body.value, filters, filters[0]].every(Object.isFrozen)).toBe(true);
  });

  test("keeps any name of a field", () => {
    expect(sent(json(JSON.parse('{"__proto__":{"a":1}}') as FormFields as never))).toBe('{"__proto__":{"a":1}}');
  });
});

describe("form", () => {
  test.each<[string, FormFields, string]>([
    ["scalars", { a: "x y&z", n: 1, yes: true }, "a=x+y%26z&n=1&yes=true"],
    ["a list, whose field is repeated", { id: [1, "2"] }, "id=1&id=2"],
    [
      "an object as a[b]",
      { filter: { state: "open", at: { gte: 5 } } },
      "filter%5Bstate%5D=open&filter%5Bat%5D%5Bgte%5D=5",
    ],
    ["a list in an object", { filter: { id: [1, 2] } }, "filter%5Bid%5D=1&filter%5Bid%5D=2"],
    ["a name that has brackets already", { "page[after]": "x" }, "page%5Bafter%5D=x"],
    ["no undefined and no null", { a: undefined, b: null, c: "" }, "c="],
  ])("writes %s", (_what, fields, expected) => {
    expect(sent(form(fields))).toBe(expected);
    expect(encodeBody(form(fields)).contentType).toBe("application/x-www-form-urlencoded");
  });

  test("refuses a list of objects, which APIs write in different ways", () => {
    const attempt = () => form({ items: [{ id: 1 }] as unknown as string[] });
    expect(attempt).toThrow(SystemError);
    expect(attempt).toThrow(
      'The form field "items" cannot be sent: it is a list of objects or lists. Spell its names out',
    );
  });

  test("is a frozen copy", () => {
    const ids = [1];
    const body = form({ id: ids });
    ids.push(2);
    expect(sent(body)).toBe("id=1");
    expect([body, body.fields, body.fields["id"]].every(Object.isFrozen)).toBe(true);
  });
});

test("text is sent unchanged with the type that it is given", () => {
  const body = text("<query>ü</query>", "application/xml");
  expect(encodeBody(body)).toEqual({ bytes: Buffer.from("<query>ü</query>"), contentType: "application/xml" });
  expect(Object.isFrozen(body)).toBe(true);
});
