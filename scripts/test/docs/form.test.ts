/** What all pages have in common: a heading, and lines that fit an editor and a diff. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { documents, root } from "./documents.js";

const MAX_LENGTH = 120;

const pages = documents().filter((document) => /^(docs\/|README|CONTRIBUTING)/.test(document));
const linesOf = (document: string) => readFileSync(join(root, document), "utf8").split("\n");

/** Neither code, which has lines of its own, nor tables, whose rows are one line each, nor comments. */
function proseOf(document: string): readonly string[] {
  const text = linesOf(document).join("\n");
  const lines = text.replace(/^ *(```+)[^\n]*\n[\s\S]*?^ *\1$/gm, "").split("\n");
  return lines.filter((line) => !/^(\||<!--)/.test(line));
}

test("the README fits one screen", () => {
  expect(linesOf("README.md").length).toBeLessThanOrEqual(90);
});

test.each(pages)("%s begins with its title", (document) => {
  expect(linesOf(document)[0]).toMatch(/^# \S/);
});

test("prose has lines of at most 120 characters", () => {
  const long = pages.flatMap((document) =>
    proseOf(document)
      .filter((line) => [...line].length > MAX_LENGTH)
      .map((line) => `${document}: ${line}`),
  );
  expect(long).toEqual([]);
});
