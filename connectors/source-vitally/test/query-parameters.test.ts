import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

/** Unknown parameters are ignored without a word, so that a wrong one goes unnoticed: other readers send several. */
describe("query parameters", () => {
  test("only documented ones are sent, each with documented values", async () => {
    expect((await runSource(new Vitally(), "read", { config: { ...fake().config } })).status).toBe(0);
    const seen = new Map<string, Set<string>>();
    for (const { query } of fake().api.requests) {
      for (const [name, value] of query) seen.set(name, (seen.get(name) ?? new Set()).add(value));
    }
    seen.delete("from");
    expect(Object.fromEntries([...seen].map(([name, values]) => [name, [...values].sort()]))).toEqual({
      limit: ["100"],
      sortBy: ["createdAt"],
      status: ["activeOrChurned"],
      archived: ["false", "true"],
      target: ["accounts", "organization"],
    });
  });
});
