import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

const fake = useFake(startConfigCat);

/** Airbyte's streams, with the fields that it declares and its keys. */
const AIRBYTE: Readonly<Record<string, { readonly fields: readonly string[]; readonly key: string }>> = {
  organizations: { fields: ["name", "organizationId"], key: "organizationId" },
  organization_members: { fields: ["email", "fullName", "userId"], key: "userId" },
  products: {
    fields: ["description", "name", "order", "organizationId", "productId", "reasonRequired"],
    key: "productId",
  },
  tags: { fields: ["color", "name", "product", "tagId"], key: "tagId" },
  environments: {
    fields: ["description", "color", "environmentId", "name", "order", "product", "reasonRequired"],
    key: "environmentId",
  },
};

/** The settings of a connection that used Airbyte's connector: its catalog must keep working with the other image. */
const catalog: JsonObject = {
  streams: Object.entries(AIRBYTE).map(([name, { fields, key }]) => ({
    stream: {
      name,
      json_schema: {
        $schema: "http://json-schema.org/schema#",
        type: "object",
        properties: Object.fromEntries(fields.map((field) => [field, {}])),
        additionalProperties: true,
      },
      supported_sync_modes: ["full_refresh"],
      source_defined_primary_key: [[key]],
    },
    sync_mode: "full_refresh",
    destination_sync_mode: "overwrite",
    primary_key: [[key]],
  })),
};

describe("a connection of Airbyte's connector", () => {
  test("accepts its config: only user name and password are required", async () => {
    const [spec] = (await runSource(new ConfigCat(), "spec")).of("SPEC");
    expect(spec).toMatchObject({ connectionSpecification: { required: ["username", "password"] } });
  });

  test("its catalog gives all records of its five streams and of no other", async () => {
    const { username, password, base_url } = fake().config;
    const output = await runSource(new ConfigCat(), "read", { config: { username, password, base_url }, catalog });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(Object.keys(output.counts()).sort()).toEqual(Object.keys(AIRBYTE).sort());
    for (const [stream, { fields }] of Object.entries(AIRBYTE)) {
      expect(output.records(stream)).toEqual(fake().expected.get(stream));
      for (const record of output.records(stream))
        expect(Object.keys(record)).toEqual(expect.arrayContaining([...fields]));
    }
  });
});
