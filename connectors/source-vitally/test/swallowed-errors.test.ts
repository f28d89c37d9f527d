import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake().config }, streams });

const detail = /^\/resources\/conversations\/[^/]+$/;

/** Another reader of this API drops the messages of a conversation whenever anything fails, without a message. */
describe("a conversation that cannot be read", () => {
  test.each([500, 400, 403])("fails the stream with %i, for its messages would be missing", async (status) => {
    let count = 0;
    fake().api.inject({
      at: ({ path }) => detail.test(path) && count++ >= 5,
      reply: { status },
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read("messages");
    expect(output.statuses("messages").at(-1)).toBe("INCOMPLETE");
    expect(output.status).toBe(1);
  });

  test("fails the stream if it is broken JSON", async () => {
    fake().api.inject({ at: ({ path }) => detail.test(path), reply: { text: '{"messages":[' }, times: 99 });
    expect((await read("messages")).status).toBe(1);
  });

  test("is left out with a warning that names it if it was deleted meanwhile", async () => {
    const [conversation] = fake().expected.get("messages") ?? [];
    const id = conversation?.["conversationId"];
    fake().api.inject({
      at: ({ path }) => path.endsWith(`/${id}`),
      reply: { status: 404, json: { error: "gone" } },
      times: 99,
    });
    const output = await read("messages");
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringContaining(`conversationId ${id} was skipped`)]);
    const others = (fake().expected.get("messages") ?? []).filter(({ conversationId }) => conversationId !== id);
    expect(output.records("messages")).toEqual(others);
  });

  test("the header of each request is Basic and base64 alone, without a colon behind it", async () => {
    await read("messages");
    const { requests } = fake().api;
    expect(requests).not.toEqual([]);
    expect(requests.filter(({ headers }) => !/^Basic [A-Za-z0-9+/]+=*$/.test(headers["authorization"] ?? ""))).toEqual(
      [],
    );
  });
});
