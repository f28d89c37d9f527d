import { describe, expect, test } from "@jest/globals";
import { MessageReader } from "../../src/source/messages.js";
import { streamLabel } from "../../src/streams/stream.js";

/** What a reader makes of lines, one word for each thing. */
function read(...lines: readonly (string | Buffer)[]): readonly string[] {
  const found: string[] = [];
  const reader = new MessageReader({
    record: ({ descriptor, data }) => found.push(`record ${streamLabel(descriptor)} ${data.toString()}`) > 0,
    nonFinite: (stream) => found.push(`NaN ${streamLabel(stream)}`),
    state: ({ kind }, count) => found.push(`state ${kind}${count === undefined ? "" : ` ${count}`}`),
    message: (type) => found.push(`message ${type}`),
    unreadable: (_reason, stream) => found.push(`unreadable ${stream === undefined ? "?" : streamLabel(stream)}`),
    text: (text) => found.push(`text ${text}`),
  });
  for (const line of lines) reader.read(Buffer.from(line));
  return found;
}

const record = (data: string, stream = "users", more = "") =>
  `{"type":"RECORD","record":{"stream":"${stream}"${more},"data":${data},"emitted_at":1}}`;
const STATE =
  '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{}},"sourceStats":{"recordCount":2.0}}}';

describe("a line", () => {
  test("may hold several messages, with or without blanks between them", () => {
    expect(read(`${record('{"a":1}')}${record('{"a":2}', "log")} ${STATE}`)).toEqual([
      'record users {"a":1}',
      'record log {"a":2}',
      "state STREAM 2",
    ]);
  });

  test("may begin with a byte order mark, or with log text, braces in it too", () => {
    expect(read(`\ufeff${record("{}")}`)).toEqual(["record users {}"]);
    expect(read(`12:00 INFO {x} ${record("{}")} done`)).toEqual([
      "text 12:00 INFO {x}",
      "record users {}",
      "text done",
    ]);
  });

  test.each(["Starting", "{not json}", '{"a": 1}', '{"level":"INFO", oops', '{"type":"LOG","log":{"level":'])(
    "that is not a message is text: %s",
    (line) => {
      expect(read(line)).toEqual([`text ${line}`]);
    },
  );

  test("that is empty is ignored", () => {
    expect(read("", "  ", "\r")).toEqual([]);
  });
});

describe("a record", () => {
  test("has null instead of NaN and Infinity, outside of strings, and reports it", () => {
    expect(read(record('{"x":NaN,"y":-Infinity,"z":"NaN"}'))).toEqual([
      "NaN users",
      'record users {"x":null,"y":null,"z":"NaN"}',
    ]);
  });

  test("with a NaN does not change the state in its line", () => {
    expect(read(`${record('{"x":NaN}')}${STATE}`)).toEqual(["NaN users", 'record users {"x":null}', "state STREAM 2"]);
  });

  test.each([
    [record("[1]"), "users"],
    [record("null"), "users"],
    [record("{}", ""), "?"],
    ['{"type":"RECORD","record":{"stream":"users"}}', "users"],
    ['{"type":"RECORD"}', "?"],
    [record('{"a":1,}'), "users"],
    [record('{"a":1,}', "users", ',"namespace":"pub"'), "pub.users"],
    [record('{"a":1}').slice(0, -4), "users"],
    ['{"type":"RECORD","record":{"str', "?"],
    ['{"type":"REC', "?"],
    ['{"type"', "?"],
    ["{", "?"],
    [`${record('{"a":1,}')}${record("{}", "log")}`, "?"],
    ['{"record":{"stream":"users","data":{"a":}},"type":"RECORD"}', "users"],
  ])("that cannot be read is never ignored: %s", (line, stream) => {
    expect(read(line)).toEqual([`unreadable ${stream}`]);
  });
});

describe("a state", () => {
  test.each([
    [
      '{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[{"stream_descriptor":{"name":"a"}}]}}}',
      "GLOBAL",
    ],
    ['{"type":"STATE","state":{"type":"GLOBAL","global":{"shared_state":{"lsn":1}}}}', "WHOLE"],
    ['{"type":"STATE","state":{"data":{"users":{}}}}', "WHOLE"],
    ['{"type":"STATE","state":{"type":"LEGACY","data":{"users":{}}}}', "WHOLE"],
  ])("is read: %s", (line, kind) => {
    expect(read(line)).toEqual([`state ${kind}`]);
  });

  test.each([
    ['{"type":"STATE"}', "?"],
    ['{"type":"STATE","state":{}}', "?"],
    ['{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{}}}}', "?"],
    ['{"type":"STATE","state":{"type":"OTHER","data":{}}}', "?"],
    ['{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[{}]}}}', "?"],
    [STATE.replace('"stream_state":{}', '"stream_state":NaN'), "users"],
    [STATE.replace('"stream_state":{}', '"stream_state":{'), "users"],
  ])("that cannot be read is never ignored: %s", (line, stream) => {
    expect(read(line)).toEqual([`unreadable ${stream}`]);
  });
});
