/** The check of `npm run check` refuses the words of its list, and no others. */
import { expect, test } from "@jest/globals";
import { findWords } from "../../words/find.js";
import { WORDS } from "../../words/list.js";

test.each(WORDS.map((word) => [word.refused, word] as const))("refuses %j", (refused, word) => {
  const [finding] = findWords(`Fine.\n${refused}`, "docs/a.md", [word]);
  expect(finding).toMatchObject({ line: 2, preferred: word.preferred });
});

test.each(WORDS.map(({ accepted }) => [accepted]))("accepts %j", (accepted) => {
  expect(findWords(accepted, "docs/a.md", WORDS)).toEqual([]);
});

test("finds a word in the parts of an identifier", () => {
  const found = findWords("const wasToldOnce = NOT_TOLD;", "a.ts", WORDS).map((finding) => finding.found);
  expect(found).toEqual(["Told", "TOLD"]);
});

test("accepts a word in a file that must have it", () => {
  const word = { pattern: "\\blanded\\b", preferred: "loaded", refused: "landed", accepted: "loaded" };
  expect(findWords("row.landed", "a.ts", [{ ...word, allowedIn: ["a.ts"] }])).toEqual([]);
  expect(findWords("row.landed", "b.ts", [{ ...word, allowedIn: ["a.ts"] }])).toHaveLength(1);
});
