import { describe, expect, test } from "@jest/globals";
import { RecordGuess, recordIn } from "../../src/source/record-line.js";

/** What is guessed of the second line, after the first was walked through. */
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
  test("is told by that alone", () => {
    expect(guessed(line('{"id":1}'), line('{"id":2,"deep":{"a":[]}}'))).toBe('{"id":2,"deep":{"a":[]}}');
  });

  test("keeps its stream and its time", () => {
    const guess = new RecordGuess();
    const first = Buffer.from(line("{}"));
    const record = recordIn(first);
    if (record !== undefined) guess.learn(first, record);
    expect(guess.guess(Buffer.from(line('{"id":2}')))).toMatchObject({ stream: "users", emittedAt: 5 });
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

  test("may turn out not to be one object: what follows the data is in the guess, and no object then", () => {
    expect(guessed(line("{}"), line("{}", "users", ',"meta":{}'))).toBe('{},"meta":{}');
  });
});
