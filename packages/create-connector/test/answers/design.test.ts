import { expect, test } from "@jest/globals";
import { designOf } from "../../src/answers/design.js";
import type { Options } from "../../src/answers/options.js";

const GOOD: Options = {
  name: "acme",
  baseUrl: "https://api.acme.example/v2",
  auth: "bearer",
  paging: "page",
  stream: ["users:/users:id"],
};

test.each<[Options, string]>([
  [{ name: "" }, "The name is missing: --name acme"],
  [{ name: "Acme CRM" }, "--name acme-crm"],
  [{ name: "acme--crm" }, "--name acme-crm"],
  [{ name: "7up" }, "--name up"],
  [{ baseUrl: "" }, "The base URL is missing"],
  [{ baseUrl: "api.acme.example" }, "write scheme and host"],
  [{ baseUrl: "http://api.acme.example" }, "write scheme and host"],
  [{ baseUrl: "https://{region}.acme.example" }, "write scheme and host"],
  [{ auth: "" }, "--auth is missing: take bearer, header, query or basic"],
  [{ auth: "oauth" }, '"oauth" is not a kind of auth: take'],
  [{ paging: "" }, "--paging is missing: take cursor, page, offset, next-url or none"],
  [{ paging: "pages" }, '"pages" is not a kind of paging'],
  [{ paging: "cursor", recordsAt: "." }, "--records-at, or take another --paging"],
  [{ stream: [] }, "There is no stream: name at least one"],
  [{ stream: ["users"] }, "has no path"],
  [{ stream: ["users:/users?page=1"] }, "has no path"],
  [{ stream: ["users:/users/{id"] }, "has no path"],
  [{ stream: ["Users:/users"] }, "lower-case letters"],
  [{ stream: ["tags:/users/{id}/tags"] }, "add the list that has them, e.g. --stream parents:/users:id"],
  [{ stream: ["users:/users:the+id"] }, "no usable key"],
  [{ stream: ["users:/users", "users:/people"] }, 'Two streams have the name "users"'],
  [{ stream: ["users:/users", "people:/users"] }, 'Two streams have the path "users"'],
  [{ recordsAt: "a..b" }, "not a path to a list"],
])("refuses %j, and says what to do", (changed, message) => {
  expect(() => designOf({ ...GOOD, ...changed })).toThrow(message);
});

test("takes a name with dashes, and a title from it", () => {
  expect(designOf({ ...GOOD, name: "my-api" })).toMatchObject({ name: "my-api", title: "My-api" });
});

test("puts the path of the base URL in front of the streams' paths", () => {
  const { baseUrl, streams } = designOf(GOOD);
  expect(baseUrl).toBe("https://api.acme.example");
  expect(streams[0]?.path).toEqual(["v2/", "users"]);
});

test("makes a path with parameters a child of the list that has their values, grandchildren too", () => {
  const stream = ["notes:/users/{user_id}/tags/{tag_id}/notes", "tags:/users/{id}/tags:slug", "users:/users:uuid"];
  const { streams } = designOf({ ...GOOD, stream });
  expect(streams.map(({ name }) => name)).toEqual(["users", "tags", "notes"]);
  expect(streams.map(({ slicing }) => slicing)).toEqual([
    undefined,
    { kind: "parent", stream: "users", values: { id: "uuid" } },
    { kind: "parent", stream: "tags", values: { user_id: "id", tag_id: "slug" } },
  ]);
  expect(streams[2]).toMatchObject({ key: ["user_id", "tag_id", "id"], addParentFields: ["user_id", "tag_id"] });
});

test("reads a list incrementally by its field of the last change", () => {
  const [users] = designOf({ ...GOOD, incremental: "changed_at" }).streams;
  expect(users?.cursor).toEqual({ kind: "client-side", field: "changed_at" });
  expect(users?.fields).toContainEqual({ name: "changed_at", type: { is: "timestamp" } });
});
