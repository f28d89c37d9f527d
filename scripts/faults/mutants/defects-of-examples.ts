/** Mistakes that the examples warn of. The named test file of the example must notice them. Each `find` is in its file exactly once. */
import type { Defect } from "./defect.js";

const rolodex = (file: string) => `examples/source-rolodex/${file}`;

export const exampleDefects: readonly Defect[] = [
  {
    name: "a rate limit taken for a missing right",
    says: "A 403 that only asks to wait fails the stream.",
    test: rolodex("test/refusals.test.ts"),
    edits: [
      {
        file: rolodex("src/source.ts"),
        find: 'when({ status: 403, at: "error.code", is: "TOO_MANY_REQUESTS" }).rateLimit()',
        replace: "",
      },
    ],
  },
  {
    name: "a rule that hides every 403",
    says: "A missing permission is skipped like a missing plan.",
    test: rolodex("test/refusals.test.ts"),
    edits: [
      {
        file: rolodex("src/streams.ts"),
        find: 'when({ status: 403, at: "error.code", is: "PLAN_REQUIRED" })',
        replace: "when({ status: 403 })",
      },
    ],
  },
  {
    name: "a cap that nobody declared",
    says: "A search is read until the API refuses the next page.",
    test: rolodex("test/refusals.test.ts"),
    edits: [
      {
        file: rolodex("src/streams.ts"),
        find: 'cap: { records: 10_000, restart: { field: "id", param: "filter.id_from", in: "body" } },',
        replace: "",
      },
    ],
  },
];
