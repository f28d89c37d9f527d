/**
 * `npm run mutants [-- a word of the name …]`: does the conformance suite notice? Each defect is made in a copy of the
 * repository, the copy is built, its contract is written anew, and the connector's whole conformance suite is run until a
 * test fails. See docs/mutation.md.
 */
import { conform } from "./mutants/conform.mjs";
import { Copy } from "./mutants/copy.mjs";
import { connectorDefects } from "./mutants/defects-of-connectors.mjs";
import { coreDefects } from "./mutants/defects-of-core.mjs";
import { prepare } from "./workspace.mjs";

const words = process.argv.slice(2);
const defects = [...connectorDefects, ...coreDefects].filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);

prepare();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1)); // by way of the copy's clean-up
const copy = new Copy();

for (const { name, edits } of defects) copy.changed(name, edits); // a defect that fits no more is known before the long part
for (const connector of new Set(defects.map(({ connector }) => connector))) control(connector);

console.log("\n| defect | made in | caught by | seconds |\n| --- | --- | --- | --- |");
const missed = defects.filter((defect) => !isCaught(defect)).map(({ name }) => name);
console.log(`\n${defects.length - missed.length} of ${defects.length} caught`);
if (missed.length > 0) console.log(`missed: ${missed.join("; ")}`);
process.exit(missed.length === 0 && defects.length > 0 ? 0 : 1);

/** Without a defect the suite must pass: else what it catches proves nothing. */
function control(connector) {
  const { failure, passed, seconds } = conform(copy, connector);
  if (failure === undefined) {
    console.log(`control: source-${connector} without a defect: ${passed} tests pass, ${seconds} s`);
    return;
  }
  console.error(`control: source-${connector} fails without any defect: ${failure.test}\n${failure.message}`);
  process.exit(1);
}

function isCaught({ name, connector, edits }) {
  const undo = copy.apply(copy.changed(name, edits));
  const { failure, seconds } = conform(copy, connector);
  undo();
  const where = edits[0].file.startsWith("packages/core/") ? `core, under ${connector}` : connector;
  console.log(`| ${name} | ${where} | ${failure === undefined ? "**nothing**" : failure.test} | ${seconds} |`);
  if (process.env["MUTANTS_VERBOSE"] !== undefined && failure !== undefined) console.log(failure.message);
  return failure !== undefined;
}
