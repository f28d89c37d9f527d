import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import { jsonSchemaOf, referencesOf } from "../../src/schema/json-schema.js";
import { secret, setting } from "../../src/source/config.js";

/** The schema of one field of a record. */
function fieldSchema(field: z.ZodType): unknown {
  return (jsonSchemaOf(s.record({ it: field }), "record")["properties"] as JsonObject)["it"];
}

const LOOSE = { additionalProperties: true };
const ANY = { type: ["null", "string", "number", "boolean", "object", "array"] };

describe("the JSON schema of a field", () => {
  test.each([
    ["text", s.string, { type: ["null", "string"] }],
    ["integer", s.integer, { type: ["null", "integer"] }],
    ["number", s.number, { type: ["null", "number"] }],
    ["flag", s.boolean, { type: ["null", "boolean"] }],
    [
      "timestamp",
      s.timestamp,
      { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
    ],
    ["date", s.date, { type: ["null", "string"], format: "date" }],
    ["json, which is of any type", s.json, ANY],
    ["openObject", s.openObject, { type: ["null", "object"], ...LOOSE }],
    ["key(text), which is never null", s.key(s.string), { type: "string" }],
    ["key(integer)", s.key(s.integer), { type: "integer" }],
    [
      "key(timestamp)",
      s.key(s.timestamp),
      { type: "string", format: "date-time", airbyte_type: "timestamp_with_timezone" },
    ],
    ["a list of texts", s.array(s.string), { type: ["null", "array"], items: { type: ["null", "string"] } }],
    ["a list of anything", s.array(s.json), { type: ["null", "array"], items: ANY }],
    [
      "an object",
      s.object({ id: s.key(s.string), n: s.number }),
      {
        type: ["null", "object"],
        properties: { id: { type: "string" }, n: { type: ["null", "number"] } },
        ...LOOSE,
      },
    ],
    [
      "a list of objects with lists",
      s.array(s.object({ at: s.timestamp, tags: s.array(s.string), any: s.json })),
      {
        type: ["null", "array"],
        items: {
          type: ["null", "object"],
          properties: {
            at: { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
            tags: { type: ["null", "array"], items: { type: ["null", "string"] } },
            any: ANY,
          },
          ...LOOSE,
        },
      },
    ],
  ])("is written for %s", (_name, field, expected) => {
    expect(fieldSchema(field)).toStrictEqual(expected);
  });

  test("is repeated if it is used twice, because consumers do not follow $ref", () => {
    const person = s.object({ name: s.string });
    const schema = jsonSchemaOf(s.record({ author: person, editor: person }), "record");
    const { author, editor } = schema["properties"] as JsonObject;
    expect(author).toStrictEqual(editor);
    expect(JSON.stringify(schema)).not.toContain("$ref");
  });

  test.each(["required", "properties", "additionalProperties", "default", "examples", "anyOf", "json", "type"])(
    "is the same for a field named %s",
    (name) => {
      const schema = jsonSchemaOf(s.record({ [name]: s.string }), "record");
      expect(schema["properties"]).toStrictEqual({ [name]: { type: ["null", "string"] } });
    },
  );
});

describe("the JSON schema of a record", () => {
  const company = s.record({
    id: s.key(s.integer),
    name: s.string,
    size: s.number,
    owner: s.object({ id: s.key(s.integer), rights: s.array(s.object({ kind: s.key(s.string) })) }),
    traits: s.openObject,
  });
  const schema = jsonSchemaOf(company, "record");

  test("is a draft-07 object that allows other fields and keeps the order", () => {
    expect(schema).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", type: "object", ...LOOSE });
    expect(Object.keys(schema)[0]).toBe("$schema");
    expect(Object.keys(schema["properties"] as JsonObject)).toEqual(["id", "name", "size", "owner", "traits"]);
  });

  test("has no keywords that consumers refuse or that restrict the API, at any depth", () => {
    const keywords = new Set<string>();
    JSON.stringify(schema, (name, value: unknown) => {
      keywords.add(name);
      return value;
    });
    expect(keywords).toContain("properties");
    for (const refused of ["required", "anyOf", "allOf", "oneOf", "not", "$ref", "definitions", "json", "pattern"]) {
      expect(keywords).not.toContain(refused);
    }
    for (const noise of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "~standard"]) {
      expect(keywords).not.toContain(noise);
    }
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });
});

describe("the JSON schema of a config", () => {
  const config = z.looseObject({
    token: secret({ title: "Token", description: "From the settings page.", examples: ["tk_1"] }),
    plan: setting({ title: "Plan", description: "The plan." }).optional(),
    pages: z.number().default(3).meta({ title: "Pages" }),
  });
  const schema = jsonSchemaOf(config, "config");

  test("lists required settings and keeps titles, examples, defaults and airbyte_secret", () => {
    expect(schema["required"]).toEqual(["token"]);
    expect(schema["properties"]).toStrictEqual({
      token: {
        type: "string",
        minLength: 1,
        title: "Token",
        description: "From the settings page.",
        examples: ["tk_1"],
        airbyte_secret: true,
      },
      plan: { type: "string", minLength: 1, title: "Plan", description: "The plan." },
      pages: { type: "number", default: 3, title: "Pages" },
    });
    expect(schema["additionalProperties"]).toBe(true);
  });
});

describe("a field that refers to another stream", () => {
  const note = s.record({
    id: s.key(s.string),
    projectId: s.refers(s.key(s.string), "projects"),
    author: s
      .refers(s.object({ id: s.string, companyId: s.refers(s.string, "companies") }), "users")
      .describe("Who wrote it."),
    rules: s.array(s.object({ segmentId: s.refers(s.string.describe("Of the account."), "segments") })),
    tagIds: s.array(s.refers(s.string, "tags")),
  });

  test("is found at any depth, with its cardinality, but not inside another one", () => {
    expect(referencesOf(note)).toEqual([
      { field: "projectId", stream: "projects", names: "one" },
      { field: "author", stream: "users", names: "maybe one" },
      { field: "rules.segmentId", stream: "segments", names: "many" },
      { field: "tagIds", stream: "tags", names: "many" },
    ]);
  });

  test("has the same schema in the catalog as an ordinary field", () => {
    const plain = s.record({
      id: s.key(s.string),
      projectId: s.key(s.string),
      author: s.object({ id: s.string, companyId: s.string }).describe("Who wrote it."),
      rules: s.array(s.object({ segmentId: s.string.describe("Of the account.") })),
      tagIds: s.array(s.string),
    });
    expect(jsonSchemaOf(note, "record")).toEqual(jsonSchemaOf(plain, "record"));
  });
});
