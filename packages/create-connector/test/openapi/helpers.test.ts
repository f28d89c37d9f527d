import { expect, test } from "@jest/globals";
import { ConfigError, type HttpRequest, type JsonValue, type Page, SystemError } from "@sluice/core";
import { neededValues } from "../../templates/helpers/needed-values.js";
import { OnlyPagePaginator } from "../../templates/helpers/only-page.js";
import { ProvenLinkPaginator } from "../../templates/helpers/proven-link.js";

const REQUEST = { method: "GET", url: "https://api.zoo.example/animals", query: {}, headers: {} } as HttpRequest;
const SIZE = { param: "limit", value: 2 };

function page(body: JsonValue, recordCount: number, headers: Readonly<Record<string, string>> = {}): Page {
  return { request: REQUEST, headers, body, recordCount, records: [] } as Page;
}

test.each<[string, ConstructorParameters<typeof OnlyPagePaginator>[0], JsonValue, number]>([
  ["is shorter than a page may be", { size: SIZE }, {}, 1],
  ["says that there is no more", { size: SIZE, hasMore: "more" }, { more: false }, 2],
  ["has as many records as the total", { total: "total" }, { total: 3 }, 3],
])("ends a list whose only page %s", (_, options, body, count) => {
  expect(new OnlyPagePaginator(options).next(page(body, count))).toBeUndefined();
});

test.each<[string, ConstructorParameters<typeof OnlyPagePaginator>[0], JsonValue, number]>([
  ["is full", { size: SIZE }, {}, 2],
  ["says that there is more", { size: SIZE, hasMore: "more" }, { more: true }, 1],
  ["has fewer records than the total", { size: SIZE, total: "total" }, { total: 3 }, 1],
  ["lacks the total that would prove it", { total: "total" }, {}, 1],
])("fails a list whose only page %s", (_, options, body, count) => {
  expect(() => new OnlyPagePaginator(options).next(page(body, count))).toThrow(SystemError);
});

test("follows a Link header that the document does not mention", () => {
  const link = '<https://api.zoo.example/animals?cursor=b>; rel="next"';
  const next = new ProvenLinkPaginator({ size: SIZE }).next(page([], 2, { link }));
  expect(next).toEqual({ url: "https://api.zoo.example/animals?cursor=b" });
});

test("fails on a full page without a Link header, and ends on a short one", () => {
  const paginator = new ProvenLinkPaginator({ size: SIZE });
  expect(() => paginator.next(page([], 2))).toThrow("without a Link header");
  expect(paginator.next(page([], 1))).toBeUndefined();
});

test("fails a stream whose list of values is not set", () => {
  expect(neededValues(["a"], "board_ids")).toEqual(["a"]);
  expect(() => neededValues([], "board_ids")).toThrow(ConfigError);
});
