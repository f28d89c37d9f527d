/**
 * `npm run mutants [-- a word of the name …]`: do the tests notice? Each defect is made in a copy of the repository. Then the
 * copy is built, its contract is generated, and the connector's whole conformance suite is run until a test fails; or one test
 * file of core, sync or an example is run, where the defect names one. There is a copy for each core. SLUICE_MUTANTS=2/3 makes the
 * second third of the defects only. See docs/explanation/mutation.md.
 */
import { availableParallelism } from "node:os";
import { conform, runTest } from "./mutants/conform.mjs";
import { Copy } from "./mutants/copy.mjs";
import { defects as all, withoutTestFile } from "./mutants/defects.mjs";
import { prepare, root } from "./workspace.mjs";

const words = process.argv.slice(2);
const [part = 1, parts = 1] = (process.env.SLUICE_MUTANTS ?? "1/1").split("/").map(Number);
const defects = all
  .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  .filter((_, index) => index % parts === part - 1);

prepare();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1)); // so that the copy is removed
const copies = Array.from({ length: availableParallelism() }, () => new Copy());

const moved = withoutTestFile(root, all);
if (moved.length > 0) throw new Error(`no such test file:\n${moved.join("\n")}`);
for (const { name, edits } of all) copies[0].changed(name, edits); // fails before the long part if a text is no longer there
await inCopies(new Set(defects.map(subjectOf)), control);

console.log("\n| defect | made in | caught by | seconds |\n| --- | --- | --- | --- |");
const missed = [];
await inCopies(defects, async (copy, defect) => {
  if (!(await isCaught(copy, defect))) missed.push(defect.name);
});
console.log(`\n${defects.length - missed.length} of ${defects.length} caught`);
if (missed.length > 0) console.log(`missed: ${missed.join("; ")}`);
process.exit(missed.length === 0 && defects.length > 0 ? 0 : 1);

/** What must notice the defect: a connector's conformance suite, or a test file. */
function subjectOf({ connector, test }) {
  return test ?? `source-${connector}`;
}

/** Does something to each item, in all copies side by side. */
async function inCopies(items, act) {
  const queue = items[Symbol.iterator]();
  await Promise.all(
    copies.map(async (copy) => {
      for (const item of queue) await act(copy, item);
    }),
  );
}

function judge(copy, subject) {
  return subject.startsWith("source-") ? conform(copy, subject.slice("source-".length)) : runTest(copy, subject);
}

/** Without a defect the tests must pass: else a failure proves nothing. */
async function control(copy, subject) {
  const { failure, passed, seconds } = await judge(copy, subject);
  if (failure === undefined) {
    console.log(`control: ${subject} without a defect: ${passed} tests pass, ${seconds} s`);
    return;
  }
  console.error(`control: ${subject} fails without any defect: ${failure.test}\n${failure.message}`);
  process.exit(1);
}

async function isCaught(copy, defect) {
  const { name, connector, edits } = defect;
  const undo = copy.apply(copy.changed(name, edits));
  const { failure, seconds } = await judge(copy, subjectOf(defect));
  undo();
  console.log(`| ${name} | ${placeOf(edits[0].file, connector)} | ${failure?.test ?? "**nothing**"} | ${seconds} |`);
  if (process.env["MUTANTS_VERBOSE"] !== undefined && failure !== undefined) console.log(failure.message);
  return failure !== undefined;
}

function placeOf(file, connector) {
  if (file.startsWith("packages/sync/")) return "sync";
  if (file.startsWith("examples/")) return file.split("/")[1];
  if (!file.startsWith("packages/core/")) return connector;
  return connector === undefined ? "core" : `core, under ${connector}`;
}
