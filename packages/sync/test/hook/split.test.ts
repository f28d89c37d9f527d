import { expect, test } from "@jest/globals";
import { splitCommand } from "../../src/hook/split.js";

test.each([
  ["notify", ["notify"]],
  ["  notify  --to   ops ", ["notify", "--to", "ops"]],
  [`mail -s "it's done" ops@example.com`, ["mail", "-s", "it's done", "ops@example.com"]],
  [`mail -s 'say "hi" | < \\n' x`, ["mail", "-s", 'say "hi" | < \\n', "x"]],
  [`a\\ b c\\"d "e\\"f\\\\g\\n"`, ["a b", 'c"d', 'e"f\\g\\n']],
  [`--to="a b"c ''`, ["--to=a bc", ""]],
  ["notify ${TOKEN} $HOME", ["notify", "${TOKEN}", "$HOME"]],
  ["", []],
])("splits %j as a shell does", (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

test.each(["a | b", "a > file", "a&", "a && b", "a; b", "$(a)", "`a`", "a < b"])(
  "refuses %j, which needs a shell, and says how to get one",
  (text) => {
    expect(() => splitCommand(text)).toThrow(/^Invalid onRun: it is run without a shell.*\["sh", "-c", "…"\]/);
  },
);

test.each(["'a", '"a', 'a "b\\"', "a\\"])("refuses %j, which has no end", (text) => {
  expect(() => splitCommand(text)).toThrow(/^Invalid onRun: a quote is not closed, or a backslash ends it/);
});
