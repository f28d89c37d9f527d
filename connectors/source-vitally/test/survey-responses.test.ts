import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runProcess, runSource } from "@sluice/testkit";
import { type FakeVitally, startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";
import { surveyResponse } from "../src/streams/survey-responses.js";

let fake: FakeVitally;
beforeAll(async () => {
  fake = await startVitally();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

const read = (survey_ids: string[]) =>
  runSource(new Vitally(), "read", { config: { ...fake.config, survey_ids }, streams: ["*responses"] });

describe("survey responses", () => {
  test("are a stream only where the config names surveys", async () => {
    const some = await read(fake.config.survey_ids);
    expect(some.records("survey_responses")).toEqual(fake.expected.get("survey_responses"));
    const none = await read([]);
    expect([none.status, Object.keys(none.counts())]).toEqual([0, ["nps_responses"]]);
    expect(new Vitally().describe().map(({ name }) => name)).not.toContain("survey_responses");
  });

  test("can be chosen on the command line, though without a config no such stream is there", async () => {
    const bin = fileURLToPath(new URL("../bin/source-vitally.js", import.meta.url));
    const args = ["read", "--config", "-", "--streams", "survey_responses"];
    const output = await runProcess(bin, args, { stdin: JSON.stringify(fake.config) });
    expect([output.status, output.stderr]).toEqual([0, ""]);
    expect(output.records("survey_responses")).toEqual(fake.expected.get("survey_responses"));
  });

  test("fit their schema, both spellings of the user included", async () => {
    const output = await read(fake.config.survey_ids);
    expect(output.logs("WARN")).toEqual([]);
    const fields = new Set(output.records("survey_responses").flatMap((record) => Object.keys(record)));
    expect(fields.has("userId") && fields.has("userID")).toBe(true);
    expect([...fields].filter((field) => !(field in surveyResponse.shape))).toEqual([]);
  });

  test("a survey that is named twice is read once", async () => {
    const [id = ""] = fake.config.survey_ids;
    await read([id, id]);
    expect(fake.api.requests.filter(({ path }) => path.startsWith("/resources/surveys/"))).toHaveLength(2);
  });

  test("a survey that does not exist fails the stream by its id, for somebody asked for it", async () => {
    const output = await read([...fake.config.survey_ids, "no-such-survey"]);
    expect(output.status).toBe(1);
    expect(output.errors("survey_responses")[0]?.["message"]).toContain("/resources/surveys/no-such-survey/responses");
  });

  test.each(["../accounts", "a/b", "", "https://acme.vitally.io/surveys/1"])(
    "%j is refused by name as an id",
    async (id) => {
      const output = await runSource(new Vitally(), "check", { config: { ...fake.config, survey_ids: [id] } });
      expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("survey_ids.0: must be the id");
      expect(fake.api.requests).toEqual([]);
    },
  );
});
