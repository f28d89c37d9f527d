import { afterEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { catalogEntry } from "@sluice/core/internal";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { CALM, startVitally, UNKNOWN_FIELD } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

afterEach(() => void Object.assign(fake().switches, CALM));

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake().config }, streams });

/** The traits in a JSON schema, at any depth. */
function traitsIn(schema: unknown): JsonObject[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inner]) =>
    name === "traits" ? [inner as JsonObject] : traitsIn(inner),
  );
}

/** Airbyte's schemas list the traits of one customer; no other customer has those. */
describe("traits", () => {
  test("are open objects in all schemas, without named keys", () => {
    const found = new Vitally().describe().flatMap((stream) => traitsIn(catalogEntry(stream).json_schema));
    expect(found.length).toBeGreaterThan(15);
    expect(found).not.toEqual([]);
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
    expect(output.traits).toEqual(fake().expected.get("accounts")?.[1]?.["traits"]);
    expect(output.traits["hspot.contract_start_date"]).toBeGreaterThan(1e12);
    expect(output.traits["hspot.practice_areas"]).toHaveLength(3);
    expect(output.traits["zendesk.résumé.html"]).toContain('<b title="a&quot;b">');
    expect(output.traits["empty"]).toBeNull();
    expect(stdout).toContain('"vitally.custom.東京":');
  });

  test("an unknown field passes without a warning", async () => {
    fake().switches.unknownField = true;
    const output = await read("accounts", "notes", "survey_responses");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    for (const name of ["accounts", "notes", "survey_responses"])
      expect(new Set(output.records(name).map((record) => JSON.stringify(record[UNKNOWN_FIELD])))).toEqual(
        new Set(['{"score":1}']),
      );
  });
});
