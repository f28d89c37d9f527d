import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake().config }, streams });

const asked = () => fake().api.requests.map(({ path }) => path);

describe("envelopes that differ", () => {
  test("customFields is a bare array: one request without limit, and more records than any page holds", async () => {
    const output = await read("custom_fields");
    expect(output.records("custom_fields")).toEqual(fake().expected.get("custom_fields"));
    expect(output.records("custom_fields").length).toBeGreaterThan(100);
    expect(fake().api.requests.map(({ path, query }) => [path, query.size])).toEqual([["/resources/customFields", 0]]);
  });

  test("surveys/:surveyId/responses are under data, page by page", async () => {
    const output = await read("survey_responses");
    expect(output.records("survey_responses")).toEqual(fake().expected.get("survey_responses"));
    expect(fake().api.requests).toHaveLength(3);
  });

  test("results in place of data is an answer that is not understood", async () => {
    fake().api.inject({ at: () => true, reply: { json: { results: [], next: null } } });
    const output = await read("survey_responses");
    expect(output.errors()[0]?.["failure_type"]).toBe("system_error");
    expect(output.status).toBe(1);
  });

  test("a single conversation is the bare object with its messages; null means none", async () => {
    const [conversation] = fake().expected.get("conversations") ?? [];
    fake().api.inject({
      at: ({ path }) => path === `/resources/conversations/${conversation?.["id"]}`,
      reply: { json: { ...conversation, messages: null } },
    });
    const output = await read("messages");
    expect(output.records("messages")).toEqual(fake().expected.get("messages"));
    expect(output.status).toBe(0);
  });

  test("searches, single survey responses and health scores are not requested, because the lists have all of it", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config } });
    expect(output.status).toBe(0);
    expect(asked().filter((path) => /search|surveyResponses|surveyQuestions|healthScores/.test(path))).toEqual([]);
    fake().api.verify();
  });
});
