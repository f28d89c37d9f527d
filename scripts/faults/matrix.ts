import { readFile, writeFile } from "node:fs/promises";
import { type Cell, type Connector, FAULTS, FaultMatrix, POSITIONS } from "@sluice/testkit";
import { connectors } from "../support/connectors.js";

/**
 * The stream of each connector that is broken: one of many pages that is not the parent of another. The conformance suites break the
 * same one. For a connector that is missing here it is the stream with most records.
 */
const VICTIMS: Readonly<Record<string, string>> = {
  configcat: "product_audit_logs",
  hellobaton: "activity",
  persistiq: "campaign_leads",
  vitally: "custom_object_instances",
};

const DOCUMENT = new URL("../../docs/reference/faults.md", import.meta.url);

/** Fault → outcome at each position, by connector. */
type Outcomes = Map<string, Map<string, string>>;

const outcomes: Outcomes = new Map(FAULTS.map(({ name }) => [name, new Map()]));
let bad = 0;
for (const connector of connectors) bad += await tryAll(connector);

const text = documentOf(outcomes);
if (process.argv.includes("--write")) await writeFile(DOCUMENT, text);
const isKept = text === (await readFile(DOCUMENT, "utf8").catch(() => ""));
if (!isKept) console.error("docs/reference/faults.md is out of date. Run npm run test:faults -- matrix --write.");
console.log(
  `${FAULTS.length} faults × ${POSITIONS.length} positions × ${connectors.length} connectors, ${bad} bad cells`,
);
process.exitCode = bad > 0 ? 1 : 0;

/** @returns how many cells are bad. */
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

function isImpossible(outcome: string): boolean {
  return outcome.startsWith("not applicable");
}

function documentOf(all: Outcomes): string {
  const titles = connectors.map(({ create }) => create().title);
  const occurring = [...all].filter(([, byTitle]) => [...byTitle.values()].some((outcome) => !isImpossible(outcome)));
  const rows = occurring.map(([fault, byTitle]) => [fault, ...titles.map((title) => byTitle.get(title) ?? "")]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `# Faults and their outcomes

Written by \`npm run test:faults -- matrix --write\`. One reply to one stream fails, at its first, a middle and its last
page, while other streams are read at the same time. Where the three outcomes differ, they are given in this order.

- **recovered**: exit 0, and the records are those of a read without the fault.
- **failed**: exit 1, and one trace of that failure type names stream, endpoint, status and remedy. The other streams
  are complete.
- **left out, with a warning**: one parent of many answered 403 or 404, because the user cannot see it or it is gone.
  The warning names it. If all parents answer so, the stream fails.
- **not applicable**: the stream has nothing that the fault could falsify. The connector's conformance test lists the
  fault.

Faults of tokens, exports, other formats and GraphQL are left out, because none of the four connectors has these. The
examples' conformance suites try them.

No cell shows a secret, with \`--debug\` on. "Forever" and "the credentials expire" last from that page on.

${[line(["fault", ...titles]), line(["---", ...titles.map(() => "---")]), ...rows.map(line)].join("\n")}
`;
}
