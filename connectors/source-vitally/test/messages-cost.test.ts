import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

describe("messages", () => {
  test("cost one request for each conversation, in addition to the pages of their list", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["messages"] });
    expect(output.records("messages")).toEqual(fake().expected.get("messages"));
    const conversations = fake().expected.get("conversations") ?? [];
    const paths = fake().api.requests.map(({ path }) => path);
    expect(paths.filter((path) => path === "/resources/conversations")).toHaveLength(2);
    expect(paths.filter((path) => path !== "/resources/conversations").sort()).toEqual(
      conversations.map(({ id }) => `/resources/conversations/${id}`).sort(),
    );
  });

  test("carry the id of their conversation, which the API leaves out", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["messages"] });
    const ids = new Set((fake().expected.get("conversations") ?? []).map(({ id }) => id));
    const messages = output.records("messages");
    expect(messages).not.toEqual([]);
    expect(messages.filter(({ conversationId }) => !ids.has(conversationId ?? null))).toEqual([]);
  });

  test("a conversation in the list has none", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["conversations"] });
    expect(new Set(output.records("conversations").map((record) => "messages" in record))).toEqual(new Set([false]));
  });
});
