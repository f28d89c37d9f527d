#!/usr/bin/env node
/** A source whose names are hard to quote: reserved words, quotes, dots, other alphabets, and what dbt's templates would take for code. */
const integer = { type: "integer" };
const text = { type: ["null", "string"] };
const books = 'books "of" the.library 本 {{ x }} {% raw %}';

const streams = [
  stream("rooms", { id: { ...integer, description: "A number: {{ unique }} # yes" }, order: text, Order: text }, [
    ["id"],
  ]),
  stream(books, { id: integer, roomId: integer, 'a.b "c" {{ x }}': text, 題名: text, meta: { type: "object" } }, [
    ["id"],
  ]),
  stream(
    "loans",
    { room_id: integer, no: text, 1: text, price: { type: "number" }, due: { ...text, format: "date" } },
    [],
  ),
  stream("visits", { day: { ...text, format: "date" }, part: integer, a$b: text }, [["day"], ["part"]]),
];

function stream(name, properties, key) {
  const modes = ["full_refresh", "incremental"];
  return {
    name,
    json_schema: { description: `All ${name}.`, properties },
    supported_sync_modes: modes,
    source_defined_cursor: true,
    source_defined_primary_key: key,
  };
}

const records = [
  ["rooms", { id: 1, order: 'a,\n"b"', Order: "" }],
  ["rooms", { id: 9007199254740991, order: null, Order: "#" }],
  [books, { id: 1, roomId: 1, 'a.b "c" {{ x }}': "x", 題名: "猫", meta: { pages: [1, 2] }, undeclared: 1 }],
  [books, { id: 2, roomId: 7, 題名: "犬" }],
  ["loans", { room_id: 1, no: "no", 1: "1", price: 1.5, due: "2026-01-31" }],
  ["visits", { day: "2026-01-31", part: 1, a$b: "$" }],
  ["visits", { day: "2026-01-31", part: 2, a$b: "$$" }],
];

const print = (message) => console.log(JSON.stringify(message));
const [verb] = process.argv.slice(2);
if (verb === "spec") print({ type: "SPEC", spec: { connectionSpecification: { properties: {} } } });
if (verb === "discover") print({ type: "CATALOG", catalog: { streams } });
if (verb === "read") {
  for (const [name, data] of records) {
    print({ type: "RECORD", record: { stream: name, emitted_at: Date.now(), data } });
  }
  for (const { name } of streams) {
    print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: {} } } });
  }
}
