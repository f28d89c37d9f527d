import { expect, test } from "@jest/globals";
import { isJsonObject, type JsonValue, valueAt } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

/** Fewer records than a request asks for, so that the list has three pages. */
const PAGE_SIZE = 10;

const fake = useFake(startConfigCat);

test("reads change requests page by page while hasNext is true", async () => {
  fake().api.inject({
    at: ({ path }) => path.endsWith("/change-requests"),
    times: Number.POSITIVE_INFINITY,
    reply: ({ query }, genuine) => {
      const { changeRequests } = (genuine.json ?? {}) as { changeRequests?: JsonValue };
      if (!isJsonObject(changeRequests)) return genuine; // 404, as of a product that is not in the beta
      const all = fake().expected.get("change_requests") ?? [];
      const rows = all.map(({ productId: _, ...record }) => record);
      const end = Number(query.get("pageNumber")) * PAGE_SIZE;
      const paging = { ...(valueAt(changeRequests, "paging") as object), hasNext: end < rows.length };
      return { json: { changeRequests: { paging, data: rows.slice(end - PAGE_SIZE, end) } } };
    },
  });
  const output = await runSource(new ConfigCat(), "read", { config: fake().config, streams: ["change_requests"] });
  expect(output.errors()).toEqual([]);
  expect(output.records("change_requests")).toEqual(fake().expected.get("change_requests"));
  const pages = fake().api.requests.filter(({ path }) => path.endsWith("/change-requests"));
  expect(pages.map(({ query }) => query.get("pageNumber"))).toEqual(expect.arrayContaining(["1", "2", "3"]));
});
