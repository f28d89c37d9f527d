import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { catalogEntry } from "@sluice/core/internal";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { at } from "../fake/faults.js";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const read = (stream: string) => runSource(new PersistIQ(), "read", { config: fake().config, streams: [stream] });

/** From now on a list is this one record. */
function hold(list: string, record: JsonObject): void {
  const json = { status: "success", errors: [], has_more: false, next_page: null, [list]: [record] };
  fake().api.inject({ at: at(`/v1/${list}`), reply: { json } });
}

/** The JSON schema of a field, by the path of names to it. */
function fieldOf(stream: string, ...names: string[]): JsonObject | undefined {
  const found = new PersistIQ().describe().find(({ name }) => name === stream);
  let schema = found && catalogEntry(found).json_schema;
  for (const name of names)
    schema = (schema?.["properties"] as JsonObject | undefined)?.[name] as JsonObject | undefined;
  return schema;
}

const NOT_FITTING = expect.stringContaining("does not match");

describe("events", () => {
  test("both documented shapes are in the account, fit the schema, and are written unchanged", async () => {
    const output = await read("events");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    const events = output.records("events");
    const ofOne = events.filter((event) => "kind" in event);
    const ofOther = events.filter((event) => "event_type" in event);
    expect(ofOne.length).toBe(900);
    expect(ofOther.length).toBe(330);
    expect(ofOne.filter((event) => "created_at" in event)).toEqual([]);
    const shapes = new Set(ofOther.map((event) => Object.keys(event).sort().join()));
    expect(shapes).toEqual(new Set(["created_at,data,event_type,id"]));
    expect(output.logs("INFO").join("\n")).not.toContain("fields not in the schema");
  });

  test.each([
    ["an id alone", { id: "evt_1" }],
    ["unknown keys in data and diff", { id: "evt_1", data: { any: [1, { b: null }] }, diff: { any: ["a", 2] } }],
    ["parts that are null", { id: "evt_1", kind: null, event_at: null, user: null, campaign: null, lead: null }],
  ])("%s is an event too", async (_name, event) => {
    hold("events", event);
    const output = await read("events");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.records("events")).toEqual([event]);
    expect(output.status).toBe(0);
  });
});

describe("leads", () => {
  test("data is open: any key of any type is declared, and nothing is changed", async () => {
    expect(fieldOf("leads", "data")).toMatchObject({ additionalProperties: true });
    expect(fieldOf("leads", "data")).not.toHaveProperty("properties");
    const data = { email: null, "Größe in cm": 180.5, nested: { a: [1, "b", null] }, yes: true, empty: "" };
    hold("leads", { id: "l_1", data });
    const output = await read("leads");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.records("leads")).toEqual([{ id: "l_1", data }]);
  });

  test("bounced as a text is passed on unchanged, with one warning", async () => {
    hold("leads", { id: "l_1", bounced: "false" });
    const output = await read("leads");
    expect(output.records("leads")).toEqual([{ id: "l_1", bounced: "false" }]);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([NOT_FITTING]);
  });
});

describe("campaigns", () => {
  test.each(["total_prospects", "total_contacted"])("stats.%s is declared, whichever name is sent", async (name) => {
    expect(fieldOf("campaigns", "stats", name)).toMatchObject({ type: ["null", "integer"] });
    hold("campaigns", { id: "c_1", stats: { [name]: 55 } });
    expect((await read("campaigns")).logs("WARN")).toEqual([]);
    hold("campaigns", { id: "c_1", stats: { [name]: "many" } });
    expect((await read("campaigns")).logs("WARN")).toEqual([NOT_FITTING]);
  });
});

describe("webhook_plugin", () => {
  test("is one row with a constant for its key", async () => {
    const output = await read("webhook_plugin");
    expect(output.records("webhook_plugin")).toEqual([
      expect.objectContaining({ id: "webhook_plugin", raw_events: true }),
    ]);
    expect(fake().api.requests).toHaveLength(1);
  });

  test.each([
    ["an error in an envelope", { status: "error", error: { reason: "api_error", message: "oops" } }],
    ["a list", []],
    ["nothing", {}],
  ])("does not take %s with HTTP 200 for a row", async (_name, json) => {
    fake().api.inject({ at: at("/v1/webhook_plugin"), reply: { json } });
    const output = await read("webhook_plugin");
    expect(output.records("webhook_plugin")).toEqual([]);
    expect(output.status).toBe(1);
    expect(output.errors()[0]?.["failure_type"]).toBe("system_error");
  });
});
