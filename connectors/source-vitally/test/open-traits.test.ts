import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { catalogEntry, type JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { CALM, type FakeVitally, startVitally, UNKNOWN_FIELD } from "../fake/index.js";
import { Vitally } from "../src/index.js";

let fake: FakeVitally;
beforeAll(async () => {
  fake = await startVitally();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

afterEach(() => void Object.assign(fake.switches, CALM));

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake.config }, streams });

/** The traits in a JSON schema, at any depth. */
function traitsIn(schema: unknown): JsonObject[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inner]) =>
    name === "traits" ? [inner as JsonObject] : traitsIn(inner),
  );
}

/** Airbyte's schemas list the traits of one customer, and nobody else has those. */
describe("traits", () => {
  test("are open objects wherever they stand: the schema names no key", () => {
    const found = new Vitally().describe().flatMap((stream) => traitsIn(catalogEntry(stream).json_schema));
    expect(found.length).toBeGreaterThan(15);
    for (const traits of found) {
      expect(traits["additionalProperties"]).toBe(true);
      expect(traits["properties"]).toBeUndefined();
    }
  });

  test("keep dots, unicode, HTML, nulls, lists and numbers as they are", async () => {
    const { stdout, ...output } = await read("accounts").then((whole) => ({
      stdout: whole.stdout,
      traits: whole.records("accounts")[1]?.["traits"] as JsonObject,
      warnings: whole.logs("WARN"),
    }));
    expect(output.warnings).toEqual([]);
    expect(output.traits).toEqual(fake.expected.get("accounts")?.[1]?.["traits"]);
    expect(output.traits["hspot.contract_start_date"]).toBeGreaterThan(1e12);
    expect(output.traits["hspot.practice_areas"]).toHaveLength(3);
    expect(output.traits["zendesk.résumé.html"]).toContain('<b title="a&quot;b">');
    expect(output.traits["empty"]).toBeNull();
    expect(stdout).toContain('"vitally.custom.東京":');
  });

  test("a field that nobody has heard of passes, and is no reason to warn", async () => {
    fake.switches.unknownField = true;
    const output = await read("accounts", "notes", "survey_responses");
    expect([output.status, output.logs("WARN")]).toEqual([0, []]);
    for (const name of ["accounts", "notes", "survey_responses"])
      for (const record of output.records(name)) expect(record[UNKNOWN_FIELD]).toEqual({ score: 1 });
  });
});
