import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findWords } from "./find.js";
import { WORDS } from "./list.js";

const FILES = ["*.ts", "*.mjs", "*.md"];

/** Files that quote the words, and texts of others. */
const NOT_OURS = [
  /(^|\/)CHANGELOG\.md$/,
  /^\.changeset\//,
  /\/fixtures\//,
  /^docs\/reference\/glossary\.md$/,
  /^scripts\/words\/(list|find)\.ts$/,
  /^scripts\/test\/docs\/words\.test\.ts$/,
];

const files = execFileSync("git", ["ls-files", "-z", ...FILES], { encoding: "utf8" })
  .split("\0")
  .filter(Boolean);
const checked = files.filter((file) => !NOT_OURS.some((pattern) => pattern.test(file)));
const lines = checked.flatMap((file) =>
  findWords(readFileSync(file, "utf8"), file, WORDS).map(
    ({ line, found, preferred }) => `${file}:${line}: "${found}" – use ${preferred}`,
  ),
);
for (const line of lines) console.error(line);
if (lines.length > 0) process.exitCode = 1;
else console.log(`${checked.length} files checked: they use the words of docs/reference/glossary.md`);
