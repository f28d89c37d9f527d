import { expect, test } from "@jest/globals";
import { updateOf } from "../../src/cli/merge.js";

const [BASE, OWN, NEXT] = ["one\ntwo\nthree\n", "one\ntwo\nthree\nmine\n", "ONE\ntwo\nthree\n"];
const NOTHING = { write: {}, remove: [], kept: [], conflicts: [] };

/** The states of one file: as it was generated, as the author has it, as it is generated now. */
function update(base: string | undefined, own: string | undefined, next: string | undefined) {
  const texts = (text: string | undefined) => (text === undefined ? {} : { file: text });
  return updateOf(texts(base), texts(own), texts(next));
}

test("replaces a file that the author has not changed", () => {
  expect(update(BASE, BASE, NEXT)).toEqual({ ...NOTHING, write: { file: NEXT } });
});

test("leaves a file alone that is generated as before", () => {
  expect(update(BASE, BASE, BASE)).toEqual(NOTHING);
  expect(update(BASE, OWN, BASE)).toEqual({ ...NOTHING, kept: ["file"] });
});

test("merges the changes of the author and of the generator", () => {
  expect(update(BASE, OWN, NEXT)).toEqual({ ...NOTHING, write: { file: "ONE\ntwo\nthree\nmine\n" } });
});

test("keeps the author's file where both changed the same line, and writes the other text next to it", () => {
  const own = "MY one\ntwo\nthree\n";
  expect(update(BASE, own, NEXT)).toEqual({ ...NOTHING, write: { "file.new": NEXT }, conflicts: ["file"] });
});

test("does not write a file again that the author has deleted", () => {
  expect(update(BASE, undefined, NEXT)).toEqual({ ...NOTHING, kept: ["file"] });
});

test("adds a file that is new, unless the author has one of that name", () => {
  expect(update(undefined, undefined, NEXT)).toEqual({ ...NOTHING, write: { file: NEXT } });
  expect(update(undefined, OWN, NEXT)).toEqual({ ...NOTHING, write: { "file.new": NEXT }, conflicts: ["file"] });
});

test("removes a file that is generated no more, unless the author has changed it", () => {
  expect(update(BASE, BASE, undefined)).toEqual({ ...NOTHING, remove: ["file"] });
  expect(update(BASE, OWN, undefined)).toEqual({ ...NOTHING, kept: ["file"] });
});
