import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

const fake = useFake(startConfigCat);

const read = (streams: string[], config = fake().config) =>
  runSource(new ConfigCat(), "read", { config: { ...config }, streams });

const productIdOf = (record: JsonObject) => (record["product"] as JsonObject)["productId"];

describe("what the user may not see", () => {
  test.each([403, 404])("a product refused with %i is left out with a WARN that names it", async (status) => {
    const tags = fake().expected.get("tags") ?? [];
    const [productId] = tags.map(productIdOf);
    fake().api.inject({ at: ({ path }) => path === `/v1/products/${productId}/tags`, reply: { status } });
    const output = await read(["tags"]);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringContaining(`productId ${productId} was skipped`)]);
    const others = tags.filter((tag) => productIdOf(tag) !== productId);
    expect(output.records("tags")).toEqual(others);
    expect(others.length).toBeLessThan(tags.length);
  });

  test("every product refused fails the stream, for a missing right must not look like an empty list", async () => {
    fake().api.inject({
      at: ({ path }) => path.endsWith("/tags"),
      reply: { status: 403 },
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read(["tags"]);
    expect(output.status).toBe(1);
    expect(output.statuses("tags")).toContain("INCOMPLETE");
    expect(output.errors("tags")[0]?.["message"]).toContain("403");
  });

  test.each([403, 404])(
    "change requests refused everywhere with %i are a beta that the account lacks",
    async (status) => {
      fake().api.inject({
        at: ({ path }) => path.endsWith("/change-requests"),
        reply: { status },
        times: Number.POSITIVE_INFINITY,
      });
      const output = await read(["products", "change_requests"]);
      expect(output.errors()).toEqual([]);
      expect(Object.keys(output.counts())).toEqual(["products"]);
      expect(output.status).toBe(0);
      expect(output.statuses("products").at(-1)).toBe("COMPLETE");
      expect(output.statuses("change_requests").at(-1)).toBe("INCOMPLETE");
    },
  );

  test("a user without the organization's log still gets the logs of products", async () => {
    const output = await read(["audit_logs", "product_audit_logs"], fake().restricted);
    expect(output.statuses("audit_logs")).toContain("INCOMPLETE");
    expect(output.statuses("product_audit_logs")).toContain("COMPLETE");
    expect(output.records("product_audit_logs").length).toBeGreaterThan(0);
  });
});
