/** Mistakes in `sluice sync`, each with the test file that must notice it. Each `find` is in its file exactly once. */
const sync = (file) => `packages/sync/src/${file}`;
const test = (file) => `packages/sync/test/${file}.test.ts`;

export const syncDefects = [
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
];
