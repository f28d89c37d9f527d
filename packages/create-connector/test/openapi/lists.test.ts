import { expect, test } from "@jest/globals";
import { ANIMAL, array, documentOf, get, object, read, reasonsFor, reply, streamsOf } from "./documents.js";

type Json = Readonly<Record<string, unknown>>;

test.each<[string, Json, string]>([
  ["a bare array", array(ANIMAL), ""],
  ["a list named like the path", object({ keepers: array(ANIMAL), animals: array(ANIMAL) }), "animals"],
  ["a list with a usual name", object({ included: array(ANIMAL), data: array(ANIMAL) }), "data"],
  [
    "a list in an object that wraps it",
    object({ data: object({ items: array(ANIMAL), total: "integer" }) }),
    "data.items",
  ],
  [
    "a list of HAL",
    object({ _links: object({ self: "string" }), _embedded: object({ animals: array(ANIMAL) }) }),
    "_embedded.animals",
  ],
  ["records that are wrapped one by one", object({ list: array(object({ animal: ANIMAL })) }), "list.*.animal"],
  [
    "a list that allOf puts together",
    { allOf: [object({ total: "integer" }), object({ animals: array(ANIMAL) })] },
    "animals",
  ],
  ["a list that is one of several replies", { oneOf: [array(ANIMAL), object({ job: "string" })] }, ""],
])("finds %s", async (_, schema, recordsAt) => {
  const { animals } = await streamsOf({ "/animals": get(schema) });
  expect(animals?.recordsAt).toBe(recordsAt);
  expect(animals?.fields.map(({ name }) => name)).toEqual(["id", "name"]);
});

test.each(["application/vnd.api+json", "*/*", "text/json", "application/json; charset=utf-8"])(
  "reads a reply of the type %s",
  async (media) => {
    const { animals } = await streamsOf({ "/animals": { get: { responses: reply(array(ANIMAL), media) } } });
    expect(animals?.key).toEqual(["id"]);
  },
);

test("takes a success reply that is not a 200", async () => {
  const { "200": success } = reply(array(ANIMAL));
  const { animals } = await streamsOf({ "/animals": { get: { responses: { default: success, "404": {} } } } });
  expect(animals?.recordsAt).toBe("");
});

test.each<[string, Json, string]>([
  ["whose records are plain values", get(array({ type: "string" })), "Its records are not objects."],
  ["that is deprecated", get(array(ANIMAL), {}, { deprecated: true }), "It is deprecated."],
  [
    "whose main list is unclear",
    get(object({ bears: array(ANIMAL), birds: array(ANIMAL) })),
    "Its reply has several lists (bears, birds), and none is named like its path.",
  ],
  [
    "that needs a question",
    get(array(ANIMAL), {}, { parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }] }),
    'It needs the parameter "q", whose values the document does not say.',
  ],
])("leaves out a list %s, with the reason", async (_, item, reason) => {
  expect(await reasonsFor("/animals", item)).toBe(reason);
});

test("takes one thing, and the lists that are parts of it, for no list", async () => {
  const one = object({ id: "integer", tags: array(ANIMAL) });
  const streams = await streamsOf({ "/animals": get(array(ANIMAL)), "/animals/{id}": get(one), "/zoo": get(one) });
  expect(Object.keys(streams)).toEqual(["animals"]);
});

test("reads a search by POST, with paging in its body", async () => {
  const body = object({ cursor: "string", limit: { type: "integer", maximum: 30 } });
  const requestBody = { content: { "application/json": { schema: body } } };
  const post = { requestBody, responses: reply(object({ results: array(ANIMAL), next_cursor: "string" })) };
  const { animals } = await streamsOf({ "/animals/search": { post } });
  expect(animals).toMatchObject({
    ...{ method: "POST", path: "v2/animals/search", body: { as: "json", content: {} } },
    paging: {
      kind: "cursor",
      param: "cursor",
      in: "body",
      at: "next_cursor",
      size: { param: "limit", in: "body", value: 30 },
    },
  });
});

test("keeps the short name for the shortest path, and cleans unusual paths", async () => {
  const streams = await streamsOf({
    "/v1/keepers/{id}/animals": get(array(ANIMAL)),
    "/v1/keepers": get(array(ANIMAL)),
    "/v1/animals.json": get(array(ANIMAL)),
    "/v1/feedingTimes/": get(array(ANIMAL)),
  });
  const paths = Object.values(streams).map(({ name, path }) => [name, typeof path === "string" ? path : "a template"]);
  expect(paths).toEqual([
    ["keepers", "v2/v1/keepers"],
    ["keeper_animals", "a template"],
    ["animals", "v2/v1/animals.json"],
    ["feeding_times", "v2/v1/feedingTimes/"],
  ]);
});

test("cleans a description to one sentence", async () => {
  const summary = "<p>Lists **all** [animals](https://zoo.example), e.g. bears. Needs a key.</p>";
  const { animals } = await streamsOf({ "/animals": get(array(ANIMAL), {}, { summary }) });
  expect(animals?.description).toBe("Lists all animals, e.g. bears.");
});

test("writes the selected lists, and a parent that they need as hidden", async () => {
  const document = documentOf({
    "/keepers": get(array(ANIMAL)),
    "/keepers/{keeper_id}/shifts": get(array(ANIMAL)),
    "/animals": get(array(ANIMAL)),
  });
  const { design, report } = await read(document, { include: ["**/shifts"] });
  expect(design.streams.map(({ name, isHidden }) => [name, isHidden])).toEqual([
    ["keepers", true],
    ["shifts", undefined],
  ]);
  expect(report.streams.map(({ name }) => name)).toEqual(["shifts"]);
  const { design: other } = await read(document, { exclude: ["shifts"] });
  expect(other.streams.map(({ name }) => name)).toEqual(["keepers", "animals"]);
  await expect(read(document, { include: ["plants"] })).rejects.toThrow(
    'has no list "plants". It has keepers, shifts, animals.',
  );
});
