import { describe, expect, test } from "@jest/globals";
import { recordIn } from "../../src/source/record-line.js";
import { streamKey } from "../../src/streams/stream.js";

const read = (line: string) => {
  const found = recordIn(Buffer.from(line));
  if (found === undefined) return undefined;
  const { descriptor, emittedAt, data } = found;
  expect(found.stream).toBe(streamKey(descriptor));
  return { ...descriptor, emittedAt, data: data.toString("utf8") };
};

describe("a RECORD line", () => {
  test.each([
    ["as Sluice writes it", '{"type":"RECORD","record":{"stream":"users","emitted_at":5,"data":{"id":1}}}'],
    ["with its keys in another order", '{"record":{"data":{"id":1},"emitted_at":5,"stream":"users"},"type":"RECORD"}'],
    ["with blanks", '{ "type": "RECORD", "record": { "stream": "users", "data": {"id":1}, "emitted_at": 5 } }'],
    [
      "with what nobody asked for",
      '{"type":"RECORD","x":[{"data":{}}],"record":{"stream":"users","data":{"id":1},"meta":{"changes":[]},"emitted_at":5}}',
    ],
    [
      "that says a key twice",
      '{"type":"LOG","type":"RECORD","record":{"stream":"a","stream":"users","data":{},"data":{"id":1},"emitted_at":5}}',
    ],
    [
      "with escapes in its keys",
      '{"\\u0074ype":"RECORD","record":{"stream":"us\\u0065rs","d\\u0061ta":{"id":1},"emitted_at":5}}',
    ],
  ])("%s", (_what, line) => {
    expect(read(line)).toEqual({ name: "users", namespace: undefined, emittedAt: 5, data: '{"id":1}' });
  });

  test("keeps each byte of the data", () => {
    const data = '{"n": 1.10, "big":9007199254740993, "text":"}],\\"data\\":{ключ", "deep":[{"a":[]}]}';
    expect(read(`{"type":"RECORD","record":{"stream":"s","data":${data},"emitted_at":5}}`)?.data).toBe(data);
  });

  test("has the namespace, and a time only where there is one", () => {
    expect(read('{"type":"RECORD","record":{"stream":"s","namespace":"eu","data":{}}}')).toEqual({
      name: "s",
      namespace: "eu",
      emittedAt: undefined,
      data: "{}",
    });
  });

  test.each([
    ["another message", '{"type":"STATE","state":{"type":"STREAM"}}'],
    ["a log that quotes one", '{"type":"LOG","log":{"message":"{\\"type\\":\\"RECORD\\"}"}}'],
    ["a record without a stream", '{"type":"RECORD","record":{"data":{}}}'],
    ["a record whose stream is a number", '{"type":"RECORD","record":{"stream":5,"data":{}}}'],
    ["a record without data", '{"type":"RECORD","record":{"stream":"s"}}'],
    ["data that is a list", '{"type":"RECORD","record":{"stream":"s","data":[]}}'],
    ["a record that is null", '{"type":"RECORD","record":null}'],
    ["a line that is cut short", '{"type":"RECORD","record":{"stream":"s","data":{"a":1}}'],
    ["a line with more behind it", '{"type":"RECORD","record":{"stream":"s","data":{}}} x'],
    ["data that is not JSON", '{"type":"RECORD","record":{"stream":"s","data":{"a":01}}}'],
    ["a text", "Starting up"],
    ["nothing", ""],
  ])("is not %s", (_what, line) => {
    expect(read(line)).toBeUndefined();
  });
});
