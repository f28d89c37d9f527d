import { expect, test } from "@jest/globals";
import type { PagingDesign } from "../../src/index.js";
import { ANIMAL, array, documentOf, get, object, read, reasonsFor, streamsOf } from "./documents.js";

type Json = Readonly<Record<string, unknown>>;

const LIMIT = { limit: { type: "integer", maximum: 50 } };
const SIZE = { size: { param: "limit", value: 50 } };

async function pagingOf(
  envelope: Readonly<Record<string, string | Json>>,
  parameters: Readonly<Record<string, string | Json>>,
): Promise<PagingDesign | undefined> {
  const body = object({ animals: array(ANIMAL), ...envelope });
  const { animals } = await streamsOf({ "/animals": get(body, parameters) });
  return animals?.paging;
}

test.each<[string, Readonly<Record<string, string | Json>>, Readonly<Record<string, string | Json>>, PagingDesign]>([
  ["a page number", {}, { page: "integer" }, { kind: "page", param: "page" }],
  ["pages from zero", {}, { page: { type: "integer", default: 0 } }, { kind: "page", param: "page", start: 0 }],
  [
    "page numbers of JSON:API",
    { meta: object({ total: "integer" }) },
    { "page[number]": "integer", "page[size]": { type: "integer", default: 20 } },
    { kind: "page", param: "page[number]", size: { param: "page[size]", value: 20 }, total: "meta.total" },
  ],
  [
    "a flag for more pages",
    { has_more: "boolean" },
    { page: "integer" },
    { kind: "page", param: "page", hasMore: "has_more" },
  ],
  [
    "the next page's number as flag",
    { meta: object({ next_page: "integer" }) },
    { page: "integer" },
    { kind: "page", param: "page", hasMore: "meta.next_page" },
  ],
  [
    "an offset",
    { total_count: "integer" },
    { offset: "integer", ...LIMIT },
    { kind: "offset", param: "offset", ...SIZE, total: "total_count" },
  ],
  [
    "a cursor",
    { next_cursor: "string" },
    { cursor: "string", ...LIMIT },
    { kind: "cursor", param: "cursor", at: "next_cursor", ...SIZE },
  ],
  [
    "a token below an object for the next page",
    { paging: object({ prev: object({ after: "string" }), next: object({ after: "string", link: "string" }) }) },
    { after: "string" },
    { kind: "cursor", param: "after", at: "paging.next.after" },
  ],
  [
    "an offset that is a token",
    { next_page: object({ offset: "string", uri: "string:uri" }) },
    { offset: { type: "string", description: "An offset token." } },
    { kind: "cursor", param: "offset", at: "next_page.offset" },
  ],
  [
    "the address of the next page",
    { links: object({ prev: "string", next: "string" }) },
    LIMIT,
    { kind: "next-url", at: "links.next", ...SIZE },
  ],
  [
    "an address next to a token without a field",
    { next_page_uri: "string:uri" },
    { Page: "integer", PageToken: "string" },
    { kind: "next-url", at: "next_page_uri" },
  ],
  [
    "the key of the last record",
    { has_more: "boolean" },
    { starting_after: "string", ...LIMIT },
    { kind: "after-last", param: "starting_after", field: "id", ...SIZE, hasMore: "has_more" },
  ],
  ["no paging at all", {}, {}, { kind: "none" }],
])("recognizes %s from parameters and reply", async (_, envelope, parameters, paging) => {
  expect(await pagingOf(envelope, parameters)).toEqual(paging);
});

test("follows the Link header that a reply declares", async () => {
  const { get: operation } = get(array(ANIMAL), { page: "integer" }) as { get: { responses: { "200": Json } } };
  const responses = { "200": { ...operation.responses["200"], headers: { Link: { schema: { type: "string" } } } } };
  const { animals } = await streamsOf({ "/animals": { get: { ...operation, responses } } });
  expect(animals?.paging).toEqual({ kind: "link-header" });
});

test("takes the largest page size that a description allows", async () => {
  const per_page = { type: "integer", default: 20, description: "Records of a page, at most. The maximum is 250." };
  expect(await pagingOf({}, { page: "integer", per_page })).toMatchObject({ size: { param: "per_page", value: 250 } });
});

test("leaves out a list whose cursor has no token in the reply", async () => {
  const body = object({ animals: array(ANIMAL), total: "integer" });
  expect(await reasonsFor("/animals", get(body, { cursor: "string" }))).toBe(
    'It is paged by "cursor", but its reply has no token for it.',
  );
});

test("leaves out a list that takes a page size and leads to no second page", async () => {
  expect(await reasonsFor("/animals", get(array(ANIMAL), { limit: "integer" }))).toContain("of unknown maximum");
});

test("reads a list without a second page only if a reply proves that it is whole", async () => {
  expect(await pagingOf({ has_more: "boolean" }, LIMIT)).toEqual({
    kind: "only-page",
    size: { param: "limit", value: 50 },
    hasMore: "has_more",
  });
});

test("refuses a paging option that contradicts the document", async () => {
  const document = documentOf({ "/animals": get(array(ANIMAL), { offset: "integer", ...LIMIT }) });
  await expect(read(document, { paging: "page" })).rejects.toThrow(
    "--paging page contradicts the document – GET /animals is paged by offset (offset, limit).",
  );
});
