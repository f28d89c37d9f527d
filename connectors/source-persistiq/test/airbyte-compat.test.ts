import { describe, expect, test } from "@jest/globals";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const STREAMS = ["users", "leads", "campaigns"];

describe("a connection of Airbyte's connector", () => {
  test("its config is enough: the key is all that is required, under the same name", async () => {
    const [spec] = (await runSource(new PersistIQ(), "spec")).of("SPEC");
    expect(spec).toMatchObject({
      connectionSpecification: {
        required: ["api_key"],
        additionalProperties: true,
        properties: { api_key: { type: "string", airbyte_secret: true, order: 0 } },
      },
    });
    const { api_key, base_url } = fake().config;
    const output = await runSource(new PersistIQ(), "check", { config: { api_key, base_url } });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("WARN")).toEqual([]);
  });

  test("its three streams have the same names and keys", () => {
    const streams = new PersistIQ().describe().filter(({ name }) => STREAMS.includes(name));
    expect(streams.map(({ name, primaryKey }) => [name, primaryKey])).toEqual(STREAMS.map((name) => [name, ["id"]]));
  });

  test("its catalog gives all records of its streams and of no other", async () => {
    const catalog = configuredCatalog(STREAMS);
    const output = await runSource(new PersistIQ(), "read", { config: fake().config, catalog });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(Object.keys(output.counts()).sort()).toEqual([...STREAMS].sort());
    for (const stream of STREAMS) expect(output.records(stream)).toEqual(fake().expected.get(stream));
  });
});

describe("what Airbyte's connector misses", () => {
  test("leads after the first hundred: page 2 exists and is read", async () => {
    const headers = { "x-api-key": fake().config.api_key };
    const first = (await (await fetch(`${fake().api.url}/v1/leads`, { headers })).json()) as {
      next_page: string;
      leads: { id: string }[];
    };
    expect(first.next_page).toBe(`${fake().api.url}/v1/leads?page=2`);
    const last = first.leads.at(-1);
    expect(last).not.toHaveProperty("next_page"); // that source looks for it in the last record, so it ends after one page
    const second = (await (await fetch(first.next_page, { headers })).json()) as { leads: { id: string }[] };
    expect(second.leads).toHaveLength(100);
    fake().api.reset();

    const output = await runSource(new PersistIQ(), "read", { config: fake().config, streams: ["leads"] });
    const ids = new Set(output.records("leads").map(({ id }) => id));
    expect(ids.size).toBeGreaterThan(100);
    for (const { id } of second.leads) expect(ids).toContain(id);
    expect(fake().api.requests.map(({ query }) => query.get("page"))).toContain("2");
  });
});
