/** Mistakes in how core finds the streams of a config; the tests of core must notice them. Each `find` is in its file exactly once. */
import type { Defect } from "./defect.js";

const core = (file: string) => `packages/core/src/${file}`;
const test = (file: string) => `packages/core/test/${file}.test.ts`;

export const discoveryDefects: readonly Defect[] = [
  {
    name: "a source without streams read as complete",
    says: "An API that describes no stream ends the run with exit 0.",
    test: test("source/discovery"),
    edits: [{ file: core("source/discovery.ts"), find: "if (streams.length === 0) {", replace: "if (false) {" }],
  },
  {
    name: "two streams of one name",
    says: "Of two tables with the same name one is read twice, and the other never.",
    test: test("source/discovery"),
    edits: [{ file: core("source/discovery.ts"), find: "if (repeated.length > 0) {", replace: "if (false) {" }],
  },
  {
    name: "a description read from one page",
    says: "The tables after the first page of the description are missing, after exit 0.",
    test: test("source/discovery"),
    edits: [
      {
        file: core("source/discovery.ts"),
        find: "(await allRecords(parents, new StreamOf(context))) as readonly RecordOf<T>[],",
        replace:
          "((await new StreamOf(context).read()[Symbol.asyncIterator]().next()).value?.records.parsed ?? []) as readonly RecordOf<T>[],",
      },
    ],
  },
  {
    name: "a field of an unknown type taken for an inherited member",
    says: "A vendor's type named as a member of every object breaks the schema.",
    test: test("schema/described-fields"),
    edits: [
      {
        file: core("schema/fields.ts"),
        find: "return Object.hasOwn(types, type) ? types[type] : undefined;",
        replace: "return types[type];",
      },
    ],
  },
];
