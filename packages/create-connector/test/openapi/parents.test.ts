import { expect, test } from "@jest/globals";
import { Expression, type Template } from "../../src/index.js";
import { ANIMAL, array, documentOf, get, object, read, reasonsFor, streamsOf } from "./documents.js";

function textOf(path: Template | undefined): string {
  const parts = typeof path === "string" ? [path] : (path ?? []);
  return parts.map((part) => (part instanceof Expression ? `\${${part.code}}` : part)).join("");
}

function required(name: string, schema: object, place = "query"): Readonly<Record<string, unknown>> {
  return { parameters: [{ name, in: place, required: true, schema }] };
}

test("reads a list with a parameter for each record of the list before it, at several levels", async () => {
  const streams = await streamsOf({
    "/farms": get(array(ANIMAL)),
    "/farms/{farmId}/barns": get(array(object({ uuid: "string", size: "integer" }))),
    "/farms/{farmId}/barns/{barn}/cows": get(array(object({ id: "string" }))),
  });
  expect(textOf(streams["cows"]?.path)).toBe(`v2/farms/\${slice.farmId}/barns/\${slice.barn}/cows`);
  expect(streams["barns"]?.slicing).toEqual({ kind: "parent", stream: "farms", values: { farmId: "id" } });
  expect(streams["cows"]).toMatchObject({
    slicing: { kind: "parent", stream: "barns", values: { farmId: "farmId", barn: "uuid" } },
    addParentFields: ["farmId", "barn"],
    key: ["farmId", "barn", "id"],
    fields: [
      { name: "farmId", type: { is: "integer" } },
      { name: "barn", type: { is: "string" } },
      { name: "id", type: { is: "string" } },
    ],
  });
});

test("finds a parent elsewhere by the parameter's name, and takes the field of that name", async () => {
  const { shifts, reviews } = await streamsOf({
    "/staff/keepers": get(array(object({ id: "integer", slug: "string" }))),
    "/shifts/by-keeper/{keeper_slug}/shifts": get(array(ANIMAL)),
    "/reviews": get(array(ANIMAL), {}, required("keeper_id", { type: "integer" })),
  });
  expect(shifts?.slicing).toMatchObject({ stream: "keepers", values: { keeper_slug: "slug" } });
  expect(reviews?.slicing).toMatchObject({ stream: "keepers", values: { keeper_id: "id" } });
  expect(reviews?.query).toMatchObject({ keeper_id: { code: "slice.keeper_id" } });
});

test("gives a parameter that is only called id the name of its parent", async () => {
  const { shifts } = await streamsOf({ "/keepers": get(array(ANIMAL)), "/keepers({id})/shifts": get(array(ANIMAL)) });
  expect(shifts?.addParentFields).toEqual(["keeper_id"]);
  expect(textOf(shifts?.path)).toBe(`v2/keepers(\${slice.keeper_id})/shifts`);
});

test("makes a setting of an account that no list yields", async () => {
  const { design, report } = await read(documentOf({ "/{account_id}/animals": get(array(ANIMAL)) }));
  expect(design.settings).toMatchObject([{ name: "account_id", title: "Account ID", type: { is: "string" } }]);
  expect(textOf(design.streams[0]?.path)).toBe(`v2/\${config.account_id}/animals`);
  expect(report.streams[0]?.reasons).toEqual(["It needs the setting account_id."]);
});

test("reads other parameters that no list yields for each value of a setting", async () => {
  const { design } = await read(documentOf({ "/boards/{id}/cards": get(array(ANIMAL)) }));
  expect(design.settings).toMatchObject([
    { name: "board_ids", isOptional: true, type: { is: "array", of: { is: "string" } } },
  ]);
  expect(design.streams[0]?.slicing).toMatchObject({
    kind: "list",
    as: "board_id",
    values: { code: 'neededValues(config.board_ids, "board_ids")', helpers: ["needed-values"] },
  });
});

test("takes no list for a parent that has a parent of its own, where the whole one is left out", async () => {
  const { report, design } = await read(
    documentOf({
      "/tags": get(array(ANIMAL)),
      "/tags/{tag_id}/cards": get(array(ANIMAL)),
      "/cards": get(array(ANIMAL), { cursor: "string" }),
      "/cards/{card_id}/notes": get(array(ANIMAL)),
    }),
  );
  expect(report.streams.find(({ source }) => source === "GET /cards")?.outcome).toBe("left out");
  expect(design.streams.find(({ name }) => name === "notes")?.slicing).toMatchObject({ kind: "list", as: "card_id" });
});

test("reads a list once for each value of an enumeration that it needs", async () => {
  const schema = { type: "string", enum: ["bear", "bird"] };
  const { animals } = await streamsOf({ "/animals": get(array(ANIMAL), {}, required("kind", schema)) });
  expect(animals?.slicing).toEqual({ kind: "list", as: "kind", values: ["bear", "bird"] });
  expect(animals?.key).toEqual(["kind", "id"]);
});

test("sends a default and a version as they are", async () => {
  const parameters = [
    { name: "sort", in: "query", required: true, schema: { type: "string", default: "id" } },
    { name: "Zoo-Version", in: "header", required: true, example: "2026-01-01", schema: { type: "string" } },
  ];
  const { animals } = await streamsOf({ "/animals": get(array(ANIMAL), {}, { parameters }) });
  expect(animals).toMatchObject({ query: { sort: "id" }, headers: { "Zoo-Version": "2026-01-01" } });
});

test("makes a setting of a time that a list needs", async () => {
  const { design } = await read(
    documentOf({ "/animals": get(array(ANIMAL), {}, required("from", { type: "string", format: "date" })) }),
  );
  expect(design.settings).toMatchObject([{ name: "from", type: { is: "string", format: "date" } }]);
});

test("leaves out a search whose body needs what only a user knows", async () => {
  const schema = { ...object({ expression: "string" }), required: ["expression"] };
  const post = {
    requestBody: { content: { "application/json": { schema } } },
    responses: { "200": { content: { "application/json": { schema: array(ANIMAL) } } } },
  };
  expect(await reasonsFor("/animals/search", { post })).toContain('the parameter "expression"');
});
