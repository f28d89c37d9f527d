import { expect, test } from "@jest/globals";
import { ANIMAL, array, documentOf, get, object, read, schemaOf, streamsOf } from "./documents.js";

type Json = Readonly<Record<string, unknown>>;

async function keyOf(item: Json, example?: Json): Promise<readonly string[] | undefined> {
  const content = { "application/json": { schema: array(item), ...(example !== undefined && { example }) } };
  const { animals } = await streamsOf({
    "/animals": { get: { responses: { "200": { content } } } },
    "/keepers": get(array(ANIMAL)),
  });
  return animals?.key;
}

test.each<[string, Json, readonly string[]]>([
  ["an id", object({ name: "string", id: "integer" }), ["id"]],
  ["a gid", object({ name: "string", gid: "string" }), ["gid"]],
  ["an ID with the records' noun", object({ keeper_id: "string", animalId: "string" }), ["animalId"]],
  ["an ID with the vendor's prefix", object({ zoo_id: "string:uuid", code: "string" }), ["zoo_id"]],
  ["an extension", { ...object({ id: "string", tag: "string" }), "x-primary-key": ["tag"] }, ["tag"]],
  ["a slug", object({ title: "string", slug: "string" }), ["slug"]],
  ["nothing of a report", object({ month: "string", code: "string", amount: "integer" }), []],
  ["no field of other things", object({ keeper_id: "string", mother_id: "string", weight: "number" }), []],
])("finds the key by %s", async (_, item, key) => {
  expect(await keyOf(item)).toEqual(key);
});

test("takes no field for the key that repeats in an example", async () => {
  const example = [
    { key: "a", slug: "x" },
    { key: "a", slug: "y" },
  ] as unknown as Json;
  expect(await keyOf(object({ key: "string", slug: "string" }), example)).toEqual(["slug"]);
});

test("asks for a key where no field identifies a record", async () => {
  const { report } = await read(documentOf({ "/animals": get(array(object({ weight: "number" }))) }));
  expect(report.streams).toEqual([
    {
      ...{ name: "animals", source: "GET /animals", outcome: "partly" },
      reasons: ["No field identifies a record: add the primary key if there is one."],
    },
  ]);
});

test("gives each field its type, two objects deep", async () => {
  const deep = object({ a: object({ b: object({ c: object({ d: "string" }) }) }) });
  const item = object({
    id: "string:int64",
    born: "string:date",
    updated: { type: "string", format: "date-time", nullable: true },
    kind: { type: "string", enum: ["bear", "bird"] },
    either: { oneOf: [schemaOf("string"), schemaOf("integer")] },
    maybe: { anyOf: [schemaOf("number"), { type: "null" }] },
    tags: array(schemaOf("string")),
    extras: { type: "object", additionalProperties: true },
    ID: "integer",
    deep,
  });
  const { animals } = await streamsOf({ "/animals": get(array(item)) });
  const types = Object.fromEntries((animals?.fields ?? []).map(({ name, type }) => [name, type]));
  expect(types).toMatchObject({
    ...{
      id: { is: "string" },
      born: { is: "date" },
      updated: { is: "timestamp" },
      kind: { is: "string", oneOf: "bear" },
    },
    ...{
      either: { is: "json" },
      maybe: { is: "number" },
      tags: { is: "array", of: { is: "string" } },
      extras: { is: "openObject" },
    },
    deep: {
      is: "object",
      fields: [{ name: "a", type: { is: "object", fields: [{ name: "b", type: { is: "openObject" } }] } }],
    },
  });
  expect(Object.keys(types)).not.toContain("ID");
});

test("ends a schema that contains itself", async () => {
  const Animal = {
    allOf: [
      { $ref: "#/components/schemas/Animal" },
      object({ id: "integer", mother: { $ref: "#/components/schemas/Animal" } }),
    ],
  };
  const { animals } = await streamsOf(
    { "/animals": get(array({ $ref: "#/components/schemas/Animal" })) },
    { components: { schemas: { Animal } } },
  );
  expect(animals?.fields.map(({ name }) => name)).toEqual(["id", "mother"]);
});

test("reads incrementally by a filter that the operation declares and a field that records have", async () => {
  const item = object({ id: "integer", updated_at: "string:date-time" });
  const streams = await streamsOf({
    "/animals": get(array(item), { updated_since: "string:date" }),
    "/birds": get(array(item), { "updated_at[gte]": "integer" }),
    "/bears": get(array(ANIMAL), { updated_since: "string:date" }),
  });
  expect(streams["animals"]?.cursor).toEqual({
    kind: "since",
    field: "updated_at",
    from: { param: "updated_since" },
    as: "day",
  });
  expect(streams["birds"]?.cursor).toMatchObject({
    from: { param: "updated_at[gte]" },
    as: "epochSeconds",
    fieldAs: "isoMillis",
  });
  expect(streams["bears"]?.cursor).toBeUndefined();
});
