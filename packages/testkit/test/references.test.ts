import { expect, test } from "@jest/globals";
import { type JsonObject, type Stream, s } from "@sluice/core";
import { entityDiagram } from "../src/entity-diagram.js";
import { brokenReferences } from "../src/references.js";

function stream(name: string, schema: ReturnType<typeof s.record>, primaryKey = ["id"]): Stream {
  return { name, schema, primaryKey } as unknown as Stream;
}

const users = stream("users", s.record({ id: s.key(s.integer) }));
const tags = stream("tags", s.record({ account: s.key(s.string), tag: s.key(s.string) }), ["account", "tag"]);
const notes = stream(
  "notes",
  s.record({
    id: s.key(s.integer),
    author: s.refers(s.string, "users"),
    owner: s.refers(s.object({ id: s.integer }), "users"),
    labels: s.array(s.object({ tag: s.refers(s.string, "tags") })),
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

test("reports values that are not keys of the other stream, and a stream that does not exist", () => {
  expect(found({ author: "3", owner: { id: 9 }, labels: [{ tag: "a" }] })).toEqual([
    "notes.author → users",
    "notes.owner → users",
    "notes.labels.tag → tags",
  ]);
  expect(brokenReferences([notes, users], new Map())).toEqual(["notes.labels.tag → tags"]);
});

test("draws a line for each pair of streams by the closest of its fields, and names streams without a relation", () => {
  const replies = stream("replies", s.record({ id: s.key(s.integer), noteId: s.refers(s.key(s.integer), "notes") }));
  const drawn = entityDiagram(
    [users, tags, notes, replies, stream("files", s.record({ id: s.key(s.integer) })), stream("limits", s.record({}))],
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
