import { expect, test } from "@jest/globals";
import { integer, type JsonObject, key, list, object, record, refers, type Stream, text } from "@sluice/core";
import { entityDiagram } from "../src/entity-diagram.js";
import { brokenReferences } from "../src/references.js";

function stream(name: string, schema: ReturnType<typeof record>, primaryKey = ["id"]): Stream {
  return { name, schema, primaryKey } as unknown as Stream;
}

const users = stream("users", record({ id: key(integer) }));
const tags = stream("tags", record({ account: key(text), tag: key(text) }), ["account", "tag"]);
const notes = stream(
  "notes",
  record({
    id: key(integer),
    author: refers(text, "users"),
    owner: refers(object({ id: integer }), "users"),
    labels: list(object({ tag: refers(text, "tags") })),
  }),
);

const found = (note: JsonObject) =>
  brokenReferences(
    [users, tags, notes],
    new Map<string, JsonObject[]>([
      ["users", [{ id: 1 }, { id: 2 }]],
      ["tags", [{ account: "a", tag: "new" }]],
      ["notes", [{ id: 7, ...note }, { id: 8 }]],
    ]),
  );

test("an id, an address that ends in one, an object with one, and those in a list name a record", () => {
  const labels = [{ tag: "gone" }, { tag: "new" }];
  expect(found({ author: "https://api.example.com/users/2/", owner: { id: 1 }, labels })).toEqual([]);
  expect(found({ author: "2", owner: null })).toEqual([]);
});

test("values that are no key of the other stream are told, and so is a stream that is not there", () => {
  expect(found({ author: "3", owner: { id: 9 }, labels: [{ tag: "a" }] })).toEqual([
    "notes.author → users",
    "notes.owner → users",
    "notes.labels.tag → tags",
  ]);
  expect(brokenReferences([notes, users], new Map())).toEqual(["notes.labels.tag → tags"]);
});

test("the diagram has a line for each pair of streams, by the closest of its fields, and names who stands alone", () => {
  const replies = stream("replies", record({ id: key(integer), noteId: refers(key(integer), "notes") }));
  const drawn = entityDiagram(
    [users, tags, notes, replies, stream("files", record({ id: key(integer) })), stream("limits", record({}))],
    new Map([
      ["files", ["notes"]],
      ["replies", ["notes"]],
    ]),
  );
  expect(drawn.split("\n")).toEqual([
    "erDiagram",
    '  users |o--o{ notes : "author, owner"',
    '  tags }o--o{ notes : "labels.tag"',
    '  notes ||--o{ replies : "noteId"',
    '  notes ||--o{ files : ""',
    "  limits",
  ]);
});
