import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { withExtraField, withNulls } from "../fake/changes.js";
import { startHellobaton } from "../fake/index.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

const read = (stream: string) => runSource(new Hellobaton(), "read", { config: fake().config, streams: [stream] });

const streams = new Hellobaton().describe();

const valuesOf = (stream: string, field: string) => (fake().expected.get(stream) ?? []).map((row) => row[field]);

describe("fields", () => {
  test.each(streams.map(({ name }) => name))("%s: accepts null in any field except the key", async (stream) => {
    fake().alter(withNulls, { resource: stream });
    const output = await read(stream);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records(stream)).toHaveLength(fake().expected.get(stream)?.length ?? 0);
    expect(Object.values(output.records(stream)[0] ?? {})).toContain(null);
  });

  test.each(streams.map(({ name }) => name))("%s: a field that the vendor added passes unchanged", async (stream) => {
    fake().alter(withExtraField, { resource: stream });
    const output = await read(stream);
    expect(output.status).toBe(0);
    const expected = (fake().expected.get(stream) ?? []).map((row) => ({ ...row, health_score: { value: 0.75 } }));
    expect(output.records(stream)).toEqual(expected);
  });

  test("declares only fields that the fake sends, except those that only some versions of the API send", () => {
    const unsent = streams.flatMap(({ name, schema }) => {
      const sent = new Set((fake().expected.get(name) ?? []).flatMap((row) => Object.keys(row)));
      return Object.keys(schema.shape).flatMap((field) => (sent.has(field) ? [] : [`${name}.${field}`]));
    });
    expect(unsent).toEqual(["templates.created", "templates.modified"]);
  });

  test.each([
    ["activity", "group"],
    ["milestone_feedback", "created_by"],
    ["templates", "phase"],
    ["users", "department"],
    ["projects", "cost"],
    ["projects", "modified"],
  ])("the fake's account has null and a value in %s.%s, about which sources disagree", (stream, field) => {
    const values = valuesOf(stream, field);
    expect(values.includes(null)).toBe(true);
    expect(values.some((value) => value !== null)).toBe(true);
  });

  test("dependencies may be ids and addresses, as sources disagree", async () => {
    const output = await read("tasks");
    const kinds = output
      .records("tasks")
      .flatMap(({ dependencies }) => (dependencies as unknown[]).map((one) => typeof one));
    expect(new Set(kinds)).toEqual(new Set(["number", "string"]));
    expect(output.logs("WARN")).toEqual([]);
  });

  test("a project's cost keeps its cents, and every digit that came", async () => {
    const text =
      '{"count":1,"next":null,"previous":null,"results":[{"id":5,"cost":1250.10,"annual_contract_value":"24000.00"}]}';
    const headers = { "content-type": "application/json" };
    fake().api.inject({ at: fake().at("projects"), reply: { text, headers } });
    const output = await read("projects");
    expect(output.stdout).toContain('"data":{"id":5,"cost":1250.10,"annual_contract_value":"24000.00"}}');
    expect(output.logs("WARN")).toEqual([]);
  });

  test("a record without an id is passed on, and warned of", async () => {
    const results: JsonObject[] = [{ title: "nameless" }];
    fake().api.inject({
      at: fake().at("projects"),
      reply: { json: { count: 0, next: null, previous: null, results } },
    });
    const output = await read("projects");
    expect(output.records("projects")).toEqual(results);
    expect(output.logs("WARN").join()).toContain("id");
  });
});
