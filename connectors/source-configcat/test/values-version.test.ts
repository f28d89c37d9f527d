import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

const fake = useFake(startConfigCat);

const read = (streams: string[]) => runSource(new ConfigCat(), "read", { config: { ...fake().config }, streams });
const expected = (stream: string): readonly JsonObject[] => fake().expected.get(stream) ?? [];
const VALUES = /^\/(v[12])\/configs\/([^/]+)\/environments\/([^/]+)\/values$/;

/** Version, config and environment of each request for values. */
function asked(): string[][] {
  return fake().api.requests.flatMap(({ path }) => {
    const found = VALUES.exec(path);
    return found === null ? [] : [found.slice(1)];
  });
}

const productOf = (record: JsonObject | undefined) => (record?.["product"] as JsonObject | undefined)?.["productId"];

describe("values of settings", () => {
  test("a config is asked for values of its own version only", async () => {
    const output = await read(["setting_values", "setting_values_v2"]);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("setting_values")).toEqual(expected("setting_values"));
    expect(output.records("setting_values_v2")).toEqual(expected("setting_values_v2"));
    const versions = new Map(expected("configs").map((config) => [config["configId"], config["evaluationVersion"]]));
    expect(new Set(versions.values())).toEqual(new Set(["v1", "v2"]));
    const pairs = asked();
    expect(pairs).not.toEqual([]);
    expect(pairs.map(([, configId]) => versions.get(configId ?? ""))).toEqual(pairs.map(([version]) => version));
  });

  test("a config is paired with each environment of its product and with none of another", async () => {
    await read(["setting_values", "setting_values_v2"]);
    const pairs = expected("configs").flatMap((config) =>
      expected("environments")
        .filter((environment) => productOf(environment) === productOf(config))
        .map((environment) => `${config["configId"]} ${environment["environmentId"]}`),
    );
    expect(
      asked()
        .map(([, configId, environmentId]) => `${configId} ${environmentId}`)
        .sort(),
    ).toEqual(pairs.sort());
  });

  test("a config that names no version is read as v1", async () => {
    const productId = productOf(expected("configs").find((config) => config["evaluationVersion"] === "v1"));
    const old = expected("configs")
      .filter((config) => productOf(config) === productId)
      .map(({ evaluationVersion, ...config }) =>
        evaluationVersion === "v1" ? config : { ...config, evaluationVersion },
      );
    fake().api.inject({ at: ({ path }) => path === `/v1/products/${productId}/configs`, reply: { json: old } });
    const output = await read(["setting_values", "setting_values_v2"]);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("setting_values")).toEqual(expected("setting_values"));
    expect(output.records("setting_values_v2")).toEqual(expected("setting_values_v2"));
  });

  test("a config without its product fails both streams, because it cannot be paired", async () => {
    const lost = expected("configs").map(({ product: _, ...config }) => config);
    fake().api.inject({ at: ({ path }) => path.endsWith("/configs"), reply: { json: lost } });
    const output = await read(["setting_values", "setting_values_v2"]);
    expect(output.status).toBe(1);
    expect(output.errors().map((error) => error["failure_type"])).toEqual(["system_error", "system_error"]);
  });

  test("an environment that the user may not see is skipped with a WARN that names the pair", async () => {
    fake().api.inject({ at: ({ path }) => VALUES.test(path), reply: { status: 403 } });
    const output = await read(["setting_values"]);
    const [[, configId, environmentId] = []] = asked();
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([
      expect.stringContaining(`configId ${configId}, environmentId ${environmentId} was skipped`),
    ]);
    const rest = expected("setting_values").filter(
      (row) => row["configId"] !== configId || row["environmentId"] !== environmentId,
    );
    expect(output.records("setting_values")).toEqual(rest);
    expect(rest.length).toBeLessThan(expected("setting_values").length);
  });

  test("the number of requests is announced before the first of them", async () => {
    const output = await read(["setting_values"]);
    const announced = output.logs("INFO").filter((text) => text.includes("requests follow"));
    expect(announced).toContainEqual(expect.stringContaining(`${asked().length} requests follow`));
  });
});
