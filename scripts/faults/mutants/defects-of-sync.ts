/** Mistakes in `sluice sync`, each with the test file that must notice it. Each `find` is in its file exactly once. */
import type { Defect } from "./defect.js";

const sync = (file: string) => `packages/sync/src/${file}`;
const test = (file: string) => `packages/sync/test/${file}.test.ts`;

export const syncDefects: readonly Defect[] = [
  {
    name: "a variable written into a config",
    says: "The new token replaces the reference to a variable, so a secret is in a file that was free of secrets.",
    test: test("project/saved-config"),
    edits: [{ file: sync("project/saved-config.ts"), find: ": !hasReference(written);", replace: ": true;" }],
  },
  {
    name: "a renewed token that outlives a pasted one",
    says: "What was renewed is laid over whatever token the user gives.",
    test: test("project/saved-config"),
    edits: [
      { file: sync("project/renewed-files.ts"), find: "hash === hashOf(given, replaces)", replace: 'hash !== ""' },
    ],
  },
  {
    name: "a renewed token forgotten by the next run",
    says: "It is saved, and the next run gets the old one.",
    test: test("project/saved-config"),
    edits: [
      { file: sync("source/renewed-settings.ts"), find: "this.#options.store?.load(given) ?? {}", replace: "{}" },
    ],
  },
  {
    name: "a private field in another case",
    says: "Email is not email, so it slips into the extra column.",
    test: test("private-columns/record-filter"),
    edits: [
      {
        file: sync("private-columns/fields.ts"),
        find: "return foldName(field).toUpperCase();",
        replace: "return field;",
      },
    ],
  },
  {
    name: "a private field in a list",
    says: "An excluded field of the objects in a list stays.",
    test: test("private-columns/record-filter"),
    edits: [
      {
        file: sync("private-columns/record-filter.ts"),
        find: "rules !== undefined && this.#bytes[at] === OPEN_BRACKET",
        replace: "rules !== undefined && depth < 0",
      },
    ],
  },
  {
    name: "a key that is hashed in another way",
    says: "Rows are merged by a key that was not hashed when they were loaded, so each of them is there twice.",
    test: test("private-columns/sync"),
    edits: [
      {
        file: sync("private-columns/history.ts"),
        find: "if (isSame && isSalted) return",
        replace: "if (isSalted) return",
      },
    ],
  },
  {
    name: "a part of a record in the log",
    says: "A line that is not a message is logged as it is, although columns are private.",
    test: test("private-columns/sync"),
    edits: [
      {
        file: sync("private-columns/log-entries.ts"),
        find: "(isPrivate ? { length: text.length } : { text })",
        replace: "{ text }",
      },
    ],
  },
  {
    name: "a description that dbt takes for code",
    says: "Two braces in a description of a vendor make dbt fail, or run what they say.",
    test: test("dbt/sources"),
    edits: [{ file: sync("dbt/jinja.ts"), find: "/\\{(?=[{%#])/g", replace: "/\\{(?=[%#])/g" }],
  },
  {
    name: "a relation between columns of different types",
    says: "dbt compares texts with numbers, and its test ends with an error.",
    test: test("dbt/relations"),
    edits: [{ file: sync("dbt/relations.ts"), find: " && type === column.type", replace: "" }],
  },
  {
    name: "a query that reads the files before a commit",
    says: "The rows of the last commit are missing until the next sync gives its files their names.",
    test: test("cli/folder-snapshot"),
    edits: [{ file: sync("cli/query/snapshot.ts"), find: "({ to }) => to === file", replace: "() => false" }],
  },
  {
    name: "a key of two columns that is tested column by column",
    says: "dbt reports rows as duplicates that are none.",
    test: test("dbt/sources"),
    edits: [{ file: sync("dbt/sources.ts"), find: "isKey && entry.key.length === 1", replace: "isKey" }],
  },
  {
    name: "a hook that follows a redirect to another origin",
    says: "The record of a run is sent to a host that nobody named.",
    test: test("hook/hook"),
    edits: [{ file: sync("hook/webhook.ts"), find: "next.origin !== target.origin", replace: 'next.origin === ""' }],
  },
  {
    name: "a hook whose warning shows its token",
    says: "The values of variables are in the warning about a hook that failed.",
    test: test("hook/hook"),
    edits: [
      { file: sync("hook/hook.ts"), find: "const masked = redactor([", replace: "const masked = redactor([]) ?? ([" },
    ],
  },
  {
    name: "a reset of some streams of a state that cannot be split",
    says: "The other streams are silently read from the beginning too.",
    test: test("state/reset"),
    edits: [
      {
        file: sync("state/reset.ts"),
        find: "if (left.length === 0 || left.length === covered.length) return;",
        replace: "if (left.length <= covered.length) return;",
      },
    ],
  },
  {
    name: "an emptied table that is not noticed",
    says: "A table that has lost all of its rows gets no warning.",
    test: test("sync/run-record"),
    edits: [
      {
        file: sync("sync/shrink.ts"),
        find: "rows.after * 2 >= rows.before",
        replace: "rows.after * 2 >= rows.before || rows.after === 0",
      },
    ],
  },
  {
    name: "rows of skipped parents marked as deleted",
    says: "A full refresh that passed over a parent marks the parent's rows.",
    test: test("sync/deletes"),
    edits: [
      {
        file: sync("sync/stream-loader.ts"),
        find: "if (absent === undefined || this.#skippedParents.size === 0) return this.table;",
        replace: "if (absent === undefined || this.#skippedParents.size >= 0) return this.table;",
      },
    ],
  },
  {
    name: "a limit that makes rows look deleted",
    says: "A read with --limit marks the rows beyond it.",
    test: test("sync/deletes"),
    edits: [
      {
        file: sync("sync/recognize.ts"),
        find: "if (isLimited) return",
        replace: "if (!isLimited && isLimited) return",
      },
    ],
  },
  {
    name: "a state saved by a reconciling sync",
    says: "The next sync resumes from where the reconciling read ended, and misses what changed since the last sync.",
    test: test("sync/reconcile"),
    edits: [
      {
        file: sync("sync/loader.ts"),
        find: 'table.mode === "reconcile")) return;',
        replace: 'table.mode === "merge")) return;',
      },
    ],
  },
  {
    name: "an empty read that marks every row",
    says: "A source that has lost its records marks all rows of the table.",
    test: test("sync/deletes"),
    edits: [
      {
        file: sync("destinations/sql/absent-rows.ts"),
        find: "if (deleted > 0 && table.absent?.allowsNone !== true)",
        replace: "if (deleted < 0 && table.absent?.allowsNone !== true)",
      },
    ],
  },
  {
    name: "digits lost in a lake",
    says: "Integers beyond 64 bits are written as HUGEINT, which Parquet has as a double.",
    test: test("destinations/ducklake-lakes"),
    edits: [
      {
        file: sync("destinations/ducklake/types.ts"),
        find: '"big integer": "DECIMAL(38,0)"',
        replace: '"big integer": "HUGEINT"',
      },
    ],
  },
  {
    name: "a commit of a lake repeated although it took effect",
    says: "After the answer of a commit was lost, its rows are loaded again.",
    test: test("destinations/ducklake-lakes"),
    edits: [
      {
        file: sync("destinations/ducklake/lake-session.ts"),
        find: "return found.length > 0;",
        replace: "return found.length < 0;",
      },
    ],
  },
  {
    name: "a day that depends on the reader of a lake",
    says: "A date becomes a timestamp in place, so each reader's time zone decides when it begins.",
    test: test("destinations/ducklake-lakes"),
    edits: [
      {
        file: sync("destinations/ducklake/types.ts"),
        find: 'if (from === "integer" && type === "big integer")',
        replace: 'if ((from === "integer" && type === "big integer") || from === "date")',
      },
    ],
  },
  {
    name: "another database turned into a lake",
    says: "DuckLake adds its tables to whatever file the location names.",
    test: test("destinations/ducklake-lakes"),
    edits: [{ file: sync("destinations/ducklake/attach.ts"), find: '["CREATE_IF_NOT_EXISTS false"]', replace: "[]" }],
  },
];
