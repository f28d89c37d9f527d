import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { at, TRUNCATED, WITHOUT_RECORDS } from "../fake/faults.js";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const read = (stream: string) => runSource(new PersistIQ(), "read", { config: fake().config, streams: [stream] });
const expected = (stream: string): readonly JsonObject[] => fake().expected.get(stream) ?? [];

/** The queries of all requests for a path, in order. */
const asked = (path: string) =>
  fake()
    .api.requests.filter((request) => request.path === path)
    .map(({ query }) => query.toString());

const envelope = (more: JsonObject) => ({ status: "success", errors: [], next_page: null, ...more });

describe("pages", () => {
  test("leads of twelve pages are read from 1 to 12, through the step to two digits", async () => {
    const output = await read("leads");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(asked("/v1/leads")).toEqual(Array.from({ length: 12 }, (_, index) => `page=${index + 1}`));
    expect(output.records("leads")).toEqual(expected("leads"));
  });

  test("a page that is not full, or empty, is not the end while the envelope says that there is more", async () => {
    const output = await read("campaigns");
    expect(asked("/v1/campaigns")).toEqual(["page=1", "page=2", "page=3"]);
    expect(output.records("campaigns")).toEqual(expected("campaigns"));
  });

  test("the number of records that the fake holds is the number that is read, for each stream", async () => {
    const output = await runSource(new PersistIQ(), "read", { config: fake().config });
    const held = [...fake().expected].map(([stream, records]) => [stream, records.length]);
    expect(output.counts()).toEqual(Object.fromEntries(held));
    expect(fake().api.requests.length).toBeLessThan(90);
  });
});

describe("the envelope's word", () => {
  test.each([
    ["a missing flag", {}],
    ["null", { has_more: null }],
    ["false", { has_more: false }],
    ["a text", { has_more: "true" }],
  ])("%s is the end, whatever next_page says", async (_name, flag) => {
    const leads = expected("leads").slice(0, 100);
    const next = `${fake().api.url}/v1/leads?page=2`;
    fake().api.inject({
      at: at("/v1/leads", 1),
      reply: { json: envelope({ ...flag, next_page: next, leads: [...leads] }) },
    });
    const output = await read("leads");
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("leads")).toEqual(leads);
    expect(asked("/v1/leads")).toEqual(["page=1"]);
  });

  test.each(["users", "lead_fields", "lead_statuses"])("%s in the older envelope, without a flag", async (list) => {
    const had = fake().withoutFlags.has(list);
    fake().withoutFlags.add(list);
    const output = await read(list);
    if (!had) fake().withoutFlags.delete(list);
    expect(output.status).toBe(0);
    expect(output.records(list)).toEqual(expected(list));
    expect(fake().api.requests).toHaveLength(1);
  });

  test.each(["lead_fields", "lead_statuses"])(
    "%s, which knows no pages, is asked without one, and for page 2 if the flag is true",
    async (list) => {
      const [first, ...others] = expected(list);
      const pages = [[first], others];
      fake().api.inject({
        at: at(`/v1/${list}`),
        times: 2,
        reply: ({ query }) => {
          const page = Number(query.get("page") ?? 1);
          return { json: { ...envelope({ has_more: page === 1 }), [list]: pages[page - 1] } };
        },
      });
      const output = await read(list);
      expect(asked(`/v1/${list}`)).toEqual(["", "page=2"]);
      expect(output.records(list)).toEqual(expected(list));
    },
  );

  test("accepts errors: [] on a success, and fails for status: error even with HTTP 200", async () => {
    fake().api.inject({
      at: at("/v1/tags", 2),
      reply: { json: { status: "error", error: { reason: "api_error", message: "oops" }, has_more: false, tags: [] } },
    });
    const output = await read("tags");
    expect(output.status).toBe(1);
    expect(output.errors()[0]).toMatchObject({ failure_type: "system_error", message: expect.stringContaining("200") });
    expect(output.records("tags").length).toBe(50);
  });

  test.each([
    ["JSON that ends in the middle", TRUNCATED, "truncated or invalid JSON"],
    ["an envelope without the list", WITHOUT_RECORDS, '"leads"'],
  ])("%s fails the stream after the pages before it", async (_name, reply, text) => {
    fake().api.inject({ at: at("/v1/leads", 2), reply, times: Number.POSITIVE_INFINITY });
    const output = await read("leads");
    expect(output.status).toBe(1);
    expect(output.errors()[0]?.["message"]).toContain(text);
    expect(output.records("leads").length).toBe(100);
  });
});
