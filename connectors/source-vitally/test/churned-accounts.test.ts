import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const accountsWith = async (config: JsonObject) => {
  const output = await runSource(new Vitally(), "read", {
    config: { ...fake().config, ...config },
    streams: ["accounts"],
  });
  return output.records("accounts").map(({ churnedAt }) => (churnedAt === null ? "active" : "churned"));
};

/** Left to itself the API lists active accounts only and does not say so. */
describe("churned accounts", () => {
  test("are read unless the config says otherwise", async () => {
    const states = await accountsWith({});
    expect(states).toHaveLength(fake().expected.get("accounts")?.length ?? 0);
    expect(new Set(states)).toEqual(new Set(["active", "churned"]));
  });

  test.each(["active", "churned"])("status %s is sent with each page and obeyed", async (status) => {
    expect(new Set(await accountsWith({ status }))).toEqual(new Set([status]));
    expect(new Set(fake().api.requests.map(({ query }) => query.get("status")))).toEqual(new Set([status]));
  });

  test("a status that does not exist is refused by name before anything is sent", async () => {
    const output = await runSource(new Vitally(), "check", { config: { ...fake().config, status: "all" } });
    expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("status: ");
    expect(fake().api.requests).toEqual([]);
  });

  test("no other list is filtered by status", async () => {
    await runSource(new Vitally(), "read", { config: { ...fake().config } });
    const filtered = fake()
      .api.requests.filter(({ query }) => query.has("status"))
      .map(({ path }) => path);
    expect(new Set(filtered)).toEqual(new Set(["/resources/accounts"]));
  });
});
