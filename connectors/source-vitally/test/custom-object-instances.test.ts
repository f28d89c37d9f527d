import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake().config }, streams });

describe("instances of custom objects", () => {
  test("carry the id of their object, also where the API leaves it out", async () => {
    const output = await read("custom_object_instances");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    const objects = new Set((fake().expected.get("custom_objects") ?? []).map(({ id }) => id));
    const instances = output.records("custom_object_instances");
    expect(instances).not.toEqual([]);
    expect(instances.filter(({ customObjectId }) => !objects.has(customObjectId ?? null))).toEqual([]);
  });

  test("bring whole accounts of several kB", async () => {
    const output = await read("custom_object_instances");
    const sizes = output.records("custom_object_instances").map(({ customer }) => JSON.stringify(customer).length);
    expect(Math.max(...sizes)).toBeGreaterThan(4000);
    expect(output.records("custom_object_instances")).toEqual(fake().expected.get("custom_object_instances"));
  });

  test("an object that was deleted meanwhile is left out with a warning", async () => {
    const [gone] = fake().expected.get("custom_objects") ?? [];
    fake().api.inject({
      at: ({ path }) => path.startsWith(`/resources/customObjects/${gone?.["id"]}/`),
      reply: { status: 404, json: { error: "gone" } },
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read("custom_object_instances");
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringContaining(`customObjectId ${gone?.["id"]} was skipped`)]);
    const rest = (fake().expected.get("custom_object_instances") ?? []).filter(
      ({ customObjectId }) => customObjectId !== gone?.["id"],
    );
    expect(output.records("custom_object_instances")).toEqual(rest);
  });
});
