import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { readOpenApi } from "../../src/index.js";
import { ANIMAL, array, documentOf, fileWith, get, object } from "./documents.js";

test("reads YAML, and OpenAPI 3.1", async () => {
  const document = { ...documentOf({ "/animals": get(array(ANIMAL)) }), openapi: "3.1.0" };
  const { design } = await readOpenApi({ document: await fileWith(stringify(document), "zoo.yaml") });
  expect(design.streams.map(({ name }) => name)).toEqual(["animals"]);
});

test("reads Swagger 2", async () => {
  const document = {
    ...{
      swagger: "2.0",
      info: { title: "Zoo", version: "1" },
      host: "zoo.example",
      basePath: "/v1",
      schemes: ["https"],
    },
    securityDefinitions: { key: { type: "apiKey", in: "header", name: "X-Zoo-Key" } },
    security: [{ key: [] }],
    paths: {
      "/animals": {
        get: {
          produces: ["application/json"],
          parameters: [{ name: "page", in: "query", type: "integer" }],
          responses: { "200": { description: "Fine.", schema: array({ $ref: "#/definitions/Animal" }) } },
        },
      },
    },
    definitions: { Animal: ANIMAL },
  };
  const { design } = await readOpenApi({ document: await fileWith(JSON.stringify(document)) });
  expect(design).toMatchObject({
    ...{ baseUrl: "https://zoo.example", auth: { kind: "header" } },
    streams: [{ path: "v1/animals", key: ["id"], paging: { kind: "page", param: "page" } }],
  });
});

test("follows references to other files", async () => {
  const file = await fileWith(stringify(documentOf({ "/animals": { $ref: "animals.yaml" } })), "zoo.yaml");
  await writeFile(join(dirname(file), "animals.yaml"), stringify(get(array({ $ref: "schemas.json#/Animal" }))));
  await writeFile(
    join(dirname(file), "schemas.json"),
    JSON.stringify({ Animal: object({ id: "integer", mother: { $ref: "#/Animal" } }) }),
  );
  const { design } = await readOpenApi({ document: file });
  expect(design.streams[0]?.fields.map(({ name }) => name)).toEqual(["id", "mother"]);
});

test("needs no file that only an extension refers to", async () => {
  const foreign = { $ref: "../policies.yaml" };
  const animal = object({ id: "integer", "x-mark": { $ref: "marks.yaml" } });
  const document = documentOf({ "/animals": get(array(animal)), "x-policy": foreign }, { "x-policies": [foreign] });
  const file = await fileWith(stringify(document), "zoo.yaml");
  await writeFile(join(dirname(file), "marks.yaml"), stringify({ type: "string" }));
  const { design } = await readOpenApi({ document: file });
  expect(design.streams[0]?.fields).toMatchObject([{ name: "id" }, { name: "x-mark", type: { is: "string" } }]);
});

test("says which file is missing", async () => {
  const file = await fileWith(JSON.stringify(documentOf({ "/animals": { $ref: "nowhere.yaml" } })));
  await expect(readOpenApi({ document: file })).rejects.toThrow(
    /refers to a part that cannot be read – .*nowhere\.yaml.*Put all files/,
  );
});

test.each<[string, string, string]>([
  ["is neither JSON nor YAML", '{"openapi": "3.0.0", ', "is neither JSON nor YAML"],
  ["is another kind of document", "name: zoo", 'it has no "openapi": "3.…"'],
  ["is a list", "- zoo", "its top is not an object"],
  ["has no paths", '{"openapi":"3.0.0","servers":[{"url":"https://zoo.example"}]}', "The document has no list"],
  [
    "has paths that are not objects",
    '{"openapi":"3.0.0","servers":[{"url":"https://zoo.example"}],"paths":{"/a":7,"/b":{"get":[]}}}',
    "The document has no list",
  ],
])("says what is wrong with a document that %s", async (_, text, message) => {
  await expect(readOpenApi({ document: await fileWith(text) })).rejects.toThrow(message);
});

test("reads files and https URLs only", async () => {
  await expect(readOpenApi({ document: "http://zoo.example/openapi.json" })).rejects.toThrow("is not an https URL");
  await expect(readOpenApi({ document: "nowhere.json" })).rejects.toThrow("cannot be read");
});
