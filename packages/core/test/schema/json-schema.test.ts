import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import type { JsonObject } from "../../src/protocol/json.js";
import {
  date,
  flag,
  integer,
  json,
  key,
  list,
  number,
  object,
  openObject,
  record,
  refers,
  text,
  timestamp,
} from "../../src/schema/fields.js";
import { jsonSchemaOf, referencesOf } from "../../src/schema/json-schema.js";
import { secret, setting } from "../../src/source/config.js";

/** The schema of one field of a record. */
function fieldSchema(field: z.ZodType): unknown {
  return (jsonSchemaOf(record({ it: field }), "record")["properties"] as JsonObject)["it"];
}

const LOOSE = { additionalProperties: true };

describe("the JSON schema of a field", () => {
  test.each([
    ["text", text, { type: ["null", "string"] }],
    ["integer", integer, { type: ["null", "integer"] }],
    ["number", number, { type: ["null", "number"] }],
    ["flag", flag, { type: ["null", "boolean"] }],
    [
      "timestamp",
      timestamp,
      { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
    ],
    ["date", date, { type: ["null", "string"], format: "date" }],
    ["json, which has no type", json, {}],
    ["openObject", openObject, { type: ["null", "object"], ...LOOSE }],
    ["key(text), which is never null", key(text), { type: "string" }],
    ["key(integer)", key(integer), { type: "integer" }],
    [
      "key(timestamp)",
      key(timestamp),
      { type: "string", format: "date-time", airbyte_type: "timestamp_with_timezone" },
    ],
    ["a list of texts", list(text), { type: ["null", "array"], items: { type: ["null", "string"] } }],
    ["a list of anything", list(json), { type: ["null", "array"], items: {} }],
    [
      "an object",
      object({ id: key(text), n: number }),
      {
        type: ["null", "object"],
        properties: { id: { type: "string" }, n: { type: ["null", "number"] } },
        ...LOOSE,
      },
    ],
    [
      "a list of objects with lists",
      list(object({ at: timestamp, tags: list(text), any: json })),
      {
        type: ["null", "array"],
        items: {
          type: ["null", "object"],
          properties: {
            at: { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
            tags: { type: ["null", "array"], items: { type: ["null", "string"] } },
            any: {},
          },
          ...LOOSE,
        },
      },
    ],
  ])("%s", (_name, field, expected) => {
    expect(fieldSchema(field)).toStrictEqual(expected);
  });

  test("repeats a schema that is used twice, for consumers do not follow $ref", () => {
    const person = object({ name: text });
    const schema = jsonSchemaOf(record({ author: person, editor: person }), "record");
    const { author, editor } = schema["properties"] as JsonObject;
    expect(author).toStrictEqual(editor);
    expect(JSON.stringify(schema)).not.toContain("$ref");
  });

  test.each(["required", "properties", "additionalProperties", "default", "examples", "anyOf", "json", "type"])(
    "a field named %s is a field like others",
    (name) => {
      const schema = jsonSchemaOf(record({ [name]: text }), "record");
      expect(schema["properties"]).toStrictEqual({ [name]: { type: ["null", "string"] } });
    },
  );
});

describe("the JSON schema of a record", () => {
  const company = record({
    id: key(integer),
    name: text,
    size: number,
    owner: object({ id: key(integer), rights: list(object({ kind: key(text) })) }),
    traits: openObject,
  });
  const schema = jsonSchemaOf(company, "record");

  test("is a draft-07 object that takes any other field and keeps the order", () => {
    expect(schema).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", type: "object", ...LOOSE });
    expect(Object.keys(schema)[0]).toBe("$schema");
    expect(Object.keys(schema["properties"] as JsonObject)).toEqual(["id", "name", "size", "owner", "traits"]);
  });

  test("has none of the keywords that consumers refuse or that bind the API, at any depth", () => {
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

  test("requires what the user must give, and keeps titles, examples, defaults and the mark of a secret", () => {
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
  const note = record({
    id: key(text),
    projectId: refers(key(text), "projects"),
    author: refers(object({ id: text, companyId: refers(text, "companies") }), "users").describe("Who wrote it."),
    rules: list(object({ segmentId: refers(text.describe("Of the account."), "segments") })),
    tagIds: list(refers(text, "tags")),
  });

  test("is found wherever it stands, with how many it names, and nothing inside it is", () => {
    expect(referencesOf(note)).toEqual([
      { field: "projectId", stream: "projects", names: "one" },
      { field: "author", stream: "users", names: "maybe one" },
      { field: "rules.segmentId", stream: "segments", names: "many" },
      { field: "tagIds", stream: "tags", names: "many" },
    ]);
  });

  test("has the same schema in the catalog as one that does not, description included", () => {
    const plain = record({
      id: key(text),
      projectId: key(text),
      author: object({ id: text, companyId: text }).describe("Who wrote it."),
      rules: list(object({ segmentId: text.describe("Of the account.") })),
      tagIds: list(text),
    });
    expect(jsonSchemaOf(note, "record")).toEqual(jsonSchemaOf(plain, "record"));
  });
});
