import { expect, test } from "@jest/globals";
import { stringifyLossless } from "../../src/schema/lossless.js";
import { withNumbers } from "../../src/schema/text-numbers.js";

test.each([
  ["0", "0"],
  ["-12", "-12"],
  ["12.50", "12.5"],
  ["1e3", "1000"],
  ["9007199254740993", "9007199254740993"],
  ["0.12345678901234567890", "0.12345678901234567890"],
  ["1e999", "1e999"],
])("writes the text %s as the number %s", (text, number) => {
  expect(stringifyLossless(withNumbers({ id: "1", clicks: text }, ["clicks"]))).toBe(`{"id":"1","clicks":${number}}`);
});

test.each(["007", "-01", "+1", "1,000", "1.", ".5", "", " 1", "1 ", "n/a", "0x10", "Infinity", "NaN"])(
  "leaves the text %j as it is, because it is not a number of JSON",
  (text) => {
    expect(withNumbers({ clicks: text }, ["clicks"])).toEqual({ clicks: text });
  },
);

test("leaves nulls, other types and missing fields as they are, and all fields that are not named", () => {
  const record = { id: "0042", spend: null, clicks: 7, flag: true };
  expect(withNumbers(record, ["spend", "clicks", "flag", "other"])).toEqual(record);
});

test("does not change the record that it is given", () => {
  const record = Object.freeze({ clicks: "1" });
  expect(withNumbers(record, ["clicks"])).toEqual({ clicks: 1 });
});
