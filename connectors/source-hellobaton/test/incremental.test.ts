import { expect, test } from "@jest/globals";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

test("an incremental read asks forevery page and writes what is not older than the state", async () => {
  const tasks = fake().expected.get("tasks") ?? [];
  const times = tasks.flatMap(({ modified }) => (typeof modified === "string" ? Date.parse(modified) : [])).sort();
  const sinceMs = times[Math.floor(times.length / 2)] ?? 0;
  const output = await runSource(new Hellobaton(), "read", {
    config: { ...fake().config },
    catalog: configuredCatalog(["tasks"], "incremental"),
    state: [
      { stream: { stream_descriptor: { name: "tasks" }, stream_state: { modified: new Date(sinceMs).toISOString() } } },
    ],
  });
  const later = tasks.filter(({ modified }) => modified === null || Date.parse(String(modified)) >= sinceMs);
  expect(output.records("tasks")).toEqual(later);
  expect(later.length).toBeLessThan(tasks.length);
  expect(fake().api.requests).toHaveLength(Math.ceil(tasks.length / 100));
});
