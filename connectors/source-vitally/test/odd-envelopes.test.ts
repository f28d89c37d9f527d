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

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake.config }, streams });

const asked = () => fake.api.requests.map(({ path }) => path);

describe("envelopes that differ", () => {
  test("customFields is a bare array: one request without limit, and more records than any page holds", async () => {
    const output = await read("custom_fields");
    expect(output.records("custom_fields")).toEqual(fake.expected.get("custom_fields"));
    expect(output.records("custom_fields").length).toBeGreaterThan(100);
    expect(fake.api.requests.map(({ path, query }) => [path, query.size])).toEqual([["/resources/customFields", 0]]);
  });

  test("surveys/:surveyId/responses stand under data, page by page", async () => {
    const output = await read("survey_responses");
    expect(output.records("survey_responses")).toEqual(fake.expected.get("survey_responses"));
    expect(fake.api.requests).toHaveLength(3);
  });

  test("results in place of data is an answer that is not understood", async () => {
    fake.api.inject({ at: () => true, reply: { json: { results: [], next: null } } });
    const output = await read("survey_responses");
    expect([output.status, output.errors()[0]?.["failure_type"]]).toEqual([1, "system_error"]);
  });

  test("a conversation by itself is the bare object, its messages inside; null stands for none", async () => {
    const [conversation] = fake.expected.get("conversations") ?? [];
    fake.api.inject({
      at: ({ path }) => path === `/resources/conversations/${conversation?.["id"]}`,
      reply: { json: { ...conversation, messages: null } },
    });
    const output = await read("messages");
    expect([output.status, output.records("messages")]).toEqual([0, fake.expected.get("messages")]);
  });

  test("searches, single survey responses and health scores, odd too, are not asked for: the lists hold it all", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake.config } });
    expect(output.status).toBe(0);
    expect(asked().filter((path) => /search|surveyResponses|surveyQuestions|healthScores/.test(path))).toEqual([]);
    fake.api.verify();
  });
});
