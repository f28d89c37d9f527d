import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { catalogEntry } from "@sluice/core/internal";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const MIXED = [
  ["notes", "noteDate"],
  ["tasks", "dueDate"],
  ["projects", "targetStartDate"],
  ["projects", "targetCompletionDate"],
] as const;

describe("dates that are now a day, now a moment", () => {
  test.each(MIXED)("%s.%s: both forms are passed on, and neither is a type mismatch", async (stream, field) => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: [stream] });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    const forms = output.records(stream).map((record) => String(record[field]).replace(/\d/g, "9"));
    expect(new Set(forms)).toEqual(new Set(["9999-99-99", "9999-99-99T99:99:99.999Z"]));
  });

  test.each([...MIXED, ["meetings", "startDate"], ["meetings", "endDate"]] as const)(
    "%s.%s: the schema does not promise one of them",
    (stream, field) => {
      const [facts] = new Vitally()
        .describe()
        .filter(({ name }) => name === stream)
        .map(catalogEntry);
      const properties = facts?.json_schema["properties"] as Record<string, JsonObject> | undefined;
      const property = properties?.[field];
      expect(property?.["type"]).toEqual(["null", "string"]);
      expect(property?.["format"]).toBe(undefined);
    },
  );
});
