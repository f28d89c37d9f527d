import { describe, expect, test } from "@jest/globals";
import * as s from "../../src/schema/fields.js";
import { jsonSchemaOf } from "../../src/schema/json-schema.js";

const TYPES = { text: s.string, count: s.integer };
const ANY = ["null", "string", "number", "boolean", "object", "array"];

function typesOf(...described: Parameters<typeof s.fields>[0] extends Iterable<infer Entry> ? Entry[] : never) {
  const { properties } = jsonSchemaOf(s.record(s.fields(described, TYPES)), "record");
  return Object.entries(properties as Record<string, { type: unknown }>).map(([name, { type }]) => [name, type]);
}

describe("fields that the API describes", () => {
  test("have the words of their types, in their order", () => {
    expect(typesOf(["b", "count"], ["a", "text"], ["c", s.boolean])).toEqual([
      ["b", ["null", "integer"]],
      ["a", ["null", "string"]],
      ["c", ["null", "boolean"]],
    ]);
  });

  test.each(["geo", "constructor", "__proto__", "", undefined, null])("are of any type where theirs is %p", (type) => {
    expect(typesOf(["place", type])).toEqual([["place", ANY]]);
    expect(s.record(s.fields([["place", type]], TYPES)).safeParse({ place: { lat: 1 } }).success).toBe(true);
  });

  test("are of any type where they are described in two ways, and of theirs where in one way twice", () => {
    expect(typesOf(["a", "text"], ["a", "count"], ["b", "text"], ["b", "text"])).toEqual([
      ["a", ANY],
      ["b", ["null", "string"]],
    ]);
  });

  test("may differ in case only, because records have both", () => {
    expect(typesOf(["Name", "text"], ["name", "count"]).map(([name]) => name)).toEqual(["Name", "name"]);
  });

  test.each([undefined, null, "", "__proto__"])("are left out under the name %p, and records keep them", (name) => {
    const schema = s.record(
      s.fields(
        [
          [name, "count"],
          ["id", "count"],
        ],
        TYPES,
      ),
    );
    expect(Object.keys(schema.shape)).toEqual(["id"]);
    expect(schema.safeParse(JSON.parse(`{"id":1,"":"x","__proto__":"x"}`)).success).toBe(true);
  });

  test.each(["constructor", "toString", "hasOwnProperty"])("named %s fit records with and without it", (name) => {
    const schema = s.record(s.fields([[name, "text"]], TYPES));
    expect(schema.safeParse({}).success).toBe(true);
    expect(schema.safeParse({ [name]: "x" }).success).toBe(true);
    expect(typesOf([name, "text"])).toEqual([[name, ANY]]);
  });

  test("leave the type of a field that is declared next to them", () => {
    const schema = s.record({ ...s.fields([["id", "text"]], TYPES), id: s.key(s.integer) });
    expect(schema.safeParse({ id: 1 }).success).toBe(true);
    expect(schema.safeParse({ id: "1" }).success).toBe(false);
  });
});
