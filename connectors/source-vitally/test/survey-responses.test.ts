import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { runProcess, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const read = (survey_ids: string[]) =>
  runSource(new Vitally(), "read", { config: { ...fake().config, survey_ids }, streams: ["*responses"] });

describe("survey responses", () => {
  test("are a stream only where the config names surveys", async () => {
    const some = await read(fake().config.survey_ids);
    expect(some.records("survey_responses")).toEqual(fake().expected.get("survey_responses"));
    const none = await read([]);
    expect(Object.keys(none.counts())).toEqual(["nps_responses"]);
    expect(none.status).toBe(0);
    expect(new Vitally().describe().map(({ name }) => name)).not.toContain("survey_responses");
  });

  test("can be chosen on the command line, though without a config no such stream is there", async () => {
    const bin = fileURLToPath(new URL("../bin/source-vitally.js", import.meta.url));
    const args = ["read", "--config", "-", "--streams", "survey_responses"];
    const output = await runProcess(bin, args, { stdin: JSON.stringify(fake().config) });
    expect(output.stderr).toBe("");
    expect(output.status).toBe(0);
    expect(output.records("survey_responses")).toEqual(fake().expected.get("survey_responses"));
  });

  test("have one field for the user, whichever of its two spellings is sent", async () => {
    const output = await read(fake().config.survey_ids);
    expect(output.logs("WARN")).toEqual([]);
    expect(fake().api.requests.length).toBeGreaterThan(0);
    const records = output.records("survey_responses");
    expect(records.filter((record) => "userID" in record)).toEqual([]);
    expect(records.filter((record) => typeof record["userId"] !== "string")).toEqual([]);
  });

  test("a survey that is named twice is read once", async () => {
    const [id = ""] = fake().config.survey_ids;
    await read([id, id]);
    expect(fake().api.requests.filter(({ path }) => path.startsWith("/resources/surveys/"))).toHaveLength(2);
  });

  test("fails the stream for a survey that does not exist, and names its id and the setting to change", async () => {
    const output = await read([...fake().config.survey_ids, "no-such-survey"]);
    expect(output.status).toBe(1);
    const [error] = output.errors("survey_responses");
    expect(error?.["message"]).toContain("/resources/surveys/no-such-survey/responses");
    expect(error?.["message"]).toContain("There is no such survey. Remove its id from survey_ids.");
    expect(error?.["failure_type"]).toBe("config_error");
  });

  test.each(["../accounts", "a/b", "", "https://acme.vitally.io/surveys/1"])(
    "%j is refused by name as an id",
    async (id) => {
      const output = await runSource(new Vitally(), "check", { config: { ...fake().config, survey_ids: [id] } });
      expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain("survey_ids.0: must be the id");
      expect(fake().api.requests).toEqual([]);
    },
  );
});
