import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { type FakeVitally, startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

let fake: FakeVitally;
beforeAll(async () => {
  fake = await startVitally();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

describe("messages", () => {
  test("cost one request for each conversation, beside the pages of their list", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake.config }, streams: ["messages"] });
    expect(output.records("messages")).toEqual(fake.expected.get("messages"));
    const conversations = fake.expected.get("conversations") ?? [];
    const paths = fake.api.requests.map(({ path }) => path);
    expect(paths.filter((path) => path === "/resources/conversations")).toHaveLength(2);
    expect(paths.filter((path) => path !== "/resources/conversations").sort()).toEqual(
      conversations.map(({ id }) => `/resources/conversations/${id}`).sort(),
    );
  });

  test("carry the id of their conversation, which the API leaves out", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake.config }, streams: ["messages"] });
    const ids = new Set((fake.expected.get("conversations") ?? []).map(({ id }) => id));
    for (const { conversationId } of output.records("messages")) expect(ids.has(conversationId ?? null)).toBe(true);
  });

  test("a conversation in the list has none", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake.config }, streams: ["conversations"] });
    for (const record of output.records("conversations")) expect("messages" in record).toBe(false);
  });
});
