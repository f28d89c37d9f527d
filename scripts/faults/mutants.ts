/**
 * `npm run test:faults -- mutants [a word of the name …]`: do the tests notice? Each defect is made in a copy of the repository. Then the
 * copy is built, its contract is generated, and the connector's whole conformance suite is run until a test fails; or one test
 * file of core, sync or an example is run, where the defect names one. There is a copy for each core. SLUICE_MUTANTS=2/3 makes the
 * second third of the defects only. See docs/explanation/mutation.md.
 */
import { availableParallelism } from "node:os";
import { root } from "../support/commands.js";
import { conform, runTest, type TimedVerdict } from "./mutants/conform.js";
import { Copy } from "./mutants/copy.js";
import type { Defect } from "./mutants/defect.js";
import { defects as all, withoutTestFile } from "./mutants/defects.js";

const words = process.argv.slice(2);
const [part = 1, parts = 1] = (process.env["SLUICE_MUTANTS"] ?? "1/1").split("/").map(Number);
const defects = all
  .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  .filter((_, index) => index % parts === part - 1);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1)); // so that the copy is removed
const first = new Copy();
const copies = [first, ...Array.from({ length: availableParallelism() - 1 }, () => new Copy())];

const moved = withoutTestFile(root, all);
if (moved.length > 0) throw new Error(`no such test file:\n${moved.join("\n")}`);
for (const defect of all) first.changed(defect); // fails before the long part if a text is no longer there
await inCopies(new Set(defects.map(subjectOf)), control);

console.log("\n| defect | made in | caught by | seconds |\n| --- | --- | --- | --- |");
const missed: string[] = [];
await inCopies(defects, async (copy, defect) => {
  if (!(await isCaught(copy, defect))) missed.push(defect.name);
});
console.log(`\n${defects.length - missed.length} of ${defects.length} caught`);
if (missed.length > 0) console.log(`missed: ${missed.join("; ")}`);
process.exit(missed.length === 0 && defects.length > 0 ? 0 : 1);

/** What must notice the defect: a connector's conformance suite, or a test file. */
function subjectOf({ connector, test }: Defect): string {
  return test ?? `source-${connector}`;
}

/** Does something to each item, in all copies side by side. */
async function inCopies<T>(items: Iterable<T>, act: (copy: Copy, item: T) => Promise<void>): Promise<void> {
  const queue = [...items].values(); // shared, so that each item is taken once
  await Promise.all(
    copies.map(async (copy) => {
      for (const item of queue) await act(copy, item);
    }),
  );
}

function judge(copy: Copy, subject: string): Promise<TimedVerdict> {
  return subject.startsWith("source-") ? conform(copy, subject.slice("source-".length)) : runTest(copy, subject);
}

/** Without a defect the tests must pass: else a failure proves nothing. */
async function control(copy: Copy, subject: string): Promise<void> {
  const { failure, passed, seconds } = await judge(copy, subject);
  if (failure === undefined) {
    console.log(`control: ${subject} without a defect: ${passed} tests pass, ${seconds} s`);
    return;
  }
  console.error(`control: ${subject} fails without any defect: ${failure.test}\n${failure.message}`);
  process.exit(1);
}

async function isCaught(copy: Copy, defect: Defect): Promise<boolean> {
  const { name, connector, edits } = defect;
  const undo = copy.apply(copy.changed(defect));
  const { failure, seconds } = await judge(copy, subjectOf(defect));
  undo();
  console.log(`| ${name} | ${placeOf(edits[0].file, connector)} | ${failure?.test ?? "**nothing**"} | ${seconds} |`);
  if (process.env["MUTANTS_VERBOSE"] !== undefined && failure !== undefined) console.log(failure.message);
  return failure !== undefined;
}

function placeOf(file: string, connector: string | undefined): string {
  if (file.startsWith("packages/sync/")) return "sync";
  if (file.startsWith("examples/")) return file.split("/")[1] ?? file;
  if (!file.startsWith("packages/core/")) return connector ?? file;
  return connector === undefined ? "core" : `core, under ${connector}`;
}
