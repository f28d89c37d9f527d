import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

/** Airbyte's 0.3 dropped two of the streams that its catalogue still promises. */
describe("streams that Airbyte's connector has or had", () => {
  test("all eight are listed under their names, with id as key", async () => {
    const output = await runSource(new Vitally(), "discover", { config: { ...fake().config } });
    const [{ streams } = { streams: [] }] = output.of("CATALOG");
    const keys = new Map(
      (streams as { name: string; source_defined_primary_key: unknown }[]).map((stream) => [
        stream.name,
        stream.source_defined_primary_key,
      ]),
    );
    const eight = ["accounts", "admins", "conversations", "notes", "nps_responses", "organizations", "tasks", "users"];
    expect(eight.filter((name) => JSON.stringify(keys.get(name)) !== '[["id"]]')).toEqual([]);
  });

  test("organizations and nps_responses are read completely", async () => {
    const output = await runSource(new Vitally(), "read", {
      config: { ...fake().config },
      streams: ["organizations", "nps_responses"],
    });
    expect(output.status).toBe(0);
    for (const name of ["organizations", "nps_responses"])
      expect(output.records(name)).toEqual(fake().expected.get(name));
  });
});
