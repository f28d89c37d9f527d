/** The seeded defects of `npm run test:faults -- mutants` fit the code: a run takes half an hour, so it must not end at one that does not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { defects, withoutTestFile } from "../faults/mutants/defects.js";
import { root } from "../support/commands.js";

test("every seeded defect changes a text that is in its file exactly once", () => {
  const edits = defects.flatMap(({ name, edits }) => edits.map((edit) => ({ name, ...edit })));
  expect(edits.length).toBeGreaterThan(90);
  const unfit = edits.filter(({ file, find }) => readFileSync(join(root, file), "utf8").split(find).length !== 2);
  expect(unfit.map(({ name, file }) => `${name}: ${file}`)).toEqual([]);
});

test("the test file that must notice it exists", () => {
  expect(withoutTestFile(root, defects)).toEqual([]);
  const [one] = defects;
  expect(withoutTestFile(root, one === undefined ? [] : [{ ...one, test: "packages/core/test/gone.test.ts" }])).toEqual(
    [`${one?.name}: packages/core/test/gone.test.ts`],
  );
});
