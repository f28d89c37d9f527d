import { expect, test } from "@jest/globals";
import { imported, manifest } from "./manifest-file.js";

const inBody = (field_name: string, inject_into = "body_json") => ({ type: "RequestOption", inject_into, field_name });

const pages = (inject_into?: string) => ({
  paginator: {
    type: "DefaultPaginator",
    page_token_option: inBody("page", inject_into),
    page_size_option: inBody("count", inject_into),
    pagination_strategy: { type: "PageIncrement", page_size: 50 },
  },
});

test("keeps the body of a GET", async () => {
  const { report, stream } = await imported(manifest({ requester: { request_body_json: { shelf: "{{ 'a' }}" } } }));
  expect(stream).toMatchObject({ body: { as: "json" } });
  expect(stream).not.toHaveProperty("method");
  expect(report.streams[0]?.outcome).toBe("whole");
});

test.each([
  ["json", "body_json"],
  ["form", "body_data"],
])("gives a GET an empty %s for pages that are requested in its body", async (as, place) => {
  const { report, stream } = await imported(manifest({ retriever: pages(place) }));
  expect(stream.body).toEqual({ as, content: {} });
  expect(stream.paging).toMatchObject({ param: "page", in: "body", size: { param: "count", in: "body", value: 50 } });
  expect(report.streams[0]?.outcome).toBe("whole");
});

test("gives a POST an empty form only, because its body is JSON by default", async () => {
  const post = (place: string) => manifest({ requester: { http_method: "POST" }, retriever: pages(place) });
  expect((await imported(post("body_json"))).stream).not.toHaveProperty("body");
  expect((await imported(post("body_data"))).stream.body).toEqual({ as: "form", content: {} });
});

test("leaves out a body that is empty", async () => {
  const { stream } = await imported(manifest({ requester: { request_body_json: {} } }));
  expect(stream).not.toHaveProperty("body");
});
