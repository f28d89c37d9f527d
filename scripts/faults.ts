import { readFile, writeFile } from "node:fs/promises";
import { type Cell, type Connector, FAULTS, FaultMatrix, POSITIONS } from "@sluice/testkit";
import { connectors } from "./connectors.js";

/**
 * The list of each vendor that is broken: of many pages, and no parent of another. The conformance suites break the same. Of a
 * connector that is not named here it is the list of most records.
 */
const VICTIMS: Readonly<Record<string, string>> = {
  configcat: "product_audit_logs",
  hellobaton: "activity",
  persistiq: "campaign_leads",
  vitally: "custom_object_instances",
};

const DOCUMENT = new URL("../docs/faults.md", import.meta.url);

/** Fault → outcome at each position, by connector. */
type Outcomes = Map<string, Map<string, string>>;

const outcomes: Outcomes = new Map(FAULTS.map(({ name }) => [name, new Map()]));
let bad = 0;
for (const connector of connectors) bad += await tryAll(connector);

const text = documentOf(outcomes);
if (process.argv.includes("--write")) await writeFile(DOCUMENT, text);
const isKept = text === (await readFile(DOCUMENT, "utf8").catch(() => ""));
if (!isKept) console.error("docs/faults.md says otherwise: npm run faults -- --write renews it");
console.log(
  `${FAULTS.length} faults × ${POSITIONS.length} positions × ${connectors.length} connectors, ${bad} bad cells`,
);
process.exitCode = bad > 0 ? 1 : 0;

/** @returns how many cells are not as they must be. */
async function tryAll(connector: Connector): Promise<number> {
  const { name, title } = connector.create();
  const vendor = await connector.start();
  const [longest] = [...vendor.expected].sort(([, one], [, other]) => other.length - one.length);
  const victim = VICTIMS[name] ?? longest?.[0] ?? "";
  const matrix = new FaultMatrix(connector, vendor);
  await matrix.prepare(victim);
  console.log(`\n${title}, ${victim}: outcome, requests, seconds waited; at the first, a middle and the last page`);
  let count = 0;
  for (const fault of FAULTS) {
    const cells: Cell[] = [];
    for (const position of POSITIONS) cells.push(await matrix.run(fault, position));
    console.log(`  ${fault.name.padEnd(36)} ${cells.map(cellText).join(" | ")}`);
    for (const { problems } of cells) {
      count += Number(problems.length > 0);
      for (const problem of problems) console.log(`    BAD: ${problem}`);
    }
    outcomes.get(fault.name)?.set(title, folded(cells.map(({ outcome }) => outcome)));
  }
  await vendor.api.close();
  return count;
}

function cellText({ outcome, requests, waitedSeconds }: Cell): string {
  return `${outcome}, ${requests}, ${waitedSeconds.toFixed(0)} s`.padEnd(42);
}

/** One text where all positions agree. */
function folded(texts: readonly string[]): string {
  return new Set(texts).size === 1 ? (texts[0] ?? "") : texts.join("; ");
}

function documentOf(all: Outcomes): string {
  const titles = connectors.map(({ create }) => create().title);
  const rows = [...all].map(([fault, byTitle]) => [fault, ...titles.map((title) => byTitle.get(title) ?? "")]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `# Faults and what comes of them

Written by \`npm run faults -- --write\`. One reply of one list goes wrong, at its first, a middle and its last page, while other lists
are read beside it. Where the three differ, they are given in this order.

- **recovered**: exit 0, and the records are those of a read without the fault.
- **failed**: exit 1, one trace of that failure type that names stream, endpoint, status and remedy; the other lists are whole.
- **left out, with a warning**: one parent of many answered 403 or 404, as one does that the user may not see or that is gone. The
  warning names it; if all of them do so, the stream fails.

In no cell does a secret show, with \`--debug\` on. "For ever" and "the credentials expire" last from that page on.

${[line(["fault", ...titles]), line(["---", ...titles.map(() => "---")]), ...rows.map(line)].join("\n")}
`;
}
