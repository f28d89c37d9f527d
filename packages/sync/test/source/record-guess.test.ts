import { describe, expect, test } from "@jest/globals";
import { RecordGuess, recordIn } from "../../src/source/record-line.js";

/** The guess for the second line, after the first was scanned. */
function guessed(first: string, second: string): string | undefined {
  const guess = new RecordGuess();
  const line = Buffer.from(first);
  const record = recordIn(line);
  if (record !== undefined) guess.learn(line, record);
  return guess.guess(Buffer.from(second))?.data.toString("utf8");
}

const line = (data: string, stream = "users", more = "") =>
  `{"type":"RECORD","record":{"stream":"${stream}","emitted_at":5,"data":${data}${more}}}`;

describe("a record that begins as the one before", () => {
  test("is recognized by that alone", () => {
    expect(guessed(line('{"id":1}'), line('{"id":2,"deep":{"a":[]}}'))).toBe('{"id":2,"deep":{"a":[]}}');
  });

  test("keeps its stream and its time", () => {
    const guess = new RecordGuess();
    const first = Buffer.from(line("{}"));
    const record = recordIn(first);
    if (record !== undefined) guess.learn(first, record);
    expect(guess.guess(Buffer.from(line('{"id":2}')))).toMatchObject({ descriptor: { name: "users" }, emittedAt: 5 });
  });

  test.each([
    ["of another stream", line("{}"), line("{}", "events")],
    ["of another time", line("{}"), line("{}").replace("5", "6")],
    ["that is cut", line("{}"), line("{}").slice(0, -2)],
    ["after one with a member behind its data", line("{}", "users", ',"meta":{}'), line("{}", "users", ',"meta":{}')],
    ["after one of which nothing is known", "Starting", line("{}")],
  ])("but not one %s", (_what, first, second) => {
    expect(guessed(first, second)).toBeUndefined();
  });

  const timed = (data: string, time: string, between = '"emitted_at":') =>
    `{"type":"RECORD","record":{"stream":"users","data":${data},${between}${time}}}`;

  test("may have its own time behind its data", () => {
    const guess = new RecordGuess();
    const first = Buffer.from(timed('{"id":1}', "1760000000000"));
    const record = recordIn(first);
    if (record !== undefined) guess.learn(first, record);
    const second = guess.guess(Buffer.from(timed('{"id":2,"emitted_at":1}', "1760000000123")));
    expect([second?.data.toString(), second?.emittedAt]).toEqual(['{"id":2,"emitted_at":1}', 1_760_000_000_123]);
  });

  test.each([
    ["that is not one", timed("{}", "5"), timed("{}", "null")],
    ["of too many digits", timed("{}", "5"), timed("{}", "1234567890123456")],
    ["that no JSON has", timed("{}", "5"), timed("{}", "05")],
    ["that is written in another way", timed("{}", "5"), timed("{}", "5", '"emitted_at": ')],
    ["that is missing", timed("{}", "5"), timed("{}", "5").replace(',"emitted_at":5', "")],
    ["of which nothing is between it and the head", timed("{}", "5"), timed("", "5")],
  ])("but not with a time %s", (_what, first, second) => {
    expect(guessed(first, second)).toBeUndefined();
  });

  test("may turn out not to be one object: what follows the data is in the guess, and no object then", () => {
    expect(guessed(line("{}"), line("{}", "users", ',"meta":{}'))).toBe('{},"meta":{}');
  });
});
