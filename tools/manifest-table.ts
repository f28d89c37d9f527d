import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError, readManifest, type StreamOutcome } from "@sluice/create-connector";

const HELP = `Usage: node scripts/run.mjs --no-build tools/manifest-table.ts FOLDER [--reasons]

How much of each Airbyte manifest of a folder the importer takes, and why not all of it. With --reasons, each reason of each stream.
`;

interface Row {
  readonly file: string;
  readonly streams: readonly StreamOutcome[];
  readonly error?: string;
}

async function rowOf(folder: string, file: string): Promise<Row> {
  try {
    const { report } = await readManifest({ manifest: join(folder, file) });
    return { file, streams: report.streams };
  } catch (error) {
    const kind = error instanceof InputError ? "refused" : "CRASH";
    const text =
      error instanceof Error ? (kind === "CRASH" ? (error.stack ?? error.message) : error.message) : String(error);
    return { file, streams: [], error: `${kind}: ${text}` };
  }
}

function count(streams: readonly StreamOutcome[], outcome: StreamOutcome["outcome"]): number {
  return streams.filter((stream) => stream.outcome === outcome).length;
}

function isWhole({ streams, error }: Row): boolean {
  return error === undefined && streams.every(({ outcome }) => outcome === "whole");
}

/** A reason without the names in it, so that alike ones are counted together. */
function kindOf(reason: string): string {
  return reason
    .replaceAll(/ in the template .*$/gs, "")
    .replaceAll(/"[^"]*"/g, '"…"')
    .replace(/^(Its parent ).*?( is not whole)/, "$1…$2")
    .replace(/(The field )\S+/, "$1…")
    .slice(0, 150);
}

function printReasons(rows: readonly Row[]): void {
  const kinds = new Map<string, { streams: number; files: Set<string>; only: number }>();
  for (const { file, streams } of rows) {
    const ofFile = new Set(
      streams.flatMap(({ reasons }) => reasons.map(kindOf)).filter((kind) => !kind.startsWith("Its parent")),
    );
    for (const kind of streams.flatMap(({ reasons }) => reasons.map(kindOf))) {
      const entry = kinds.get(kind) ?? { streams: 0, files: new Set(), only: 0 };
      entry.streams++;
      if (!entry.files.has(file) && ofFile.size === 1) entry.only++;
      entry.files.add(file);
      kinds.set(kind, entry);
    }
  }
  console.log("\nmanifests  alone  streams  reason");
  for (const [kind, { streams, files, only }] of [...kinds].sort(
    ([, one], [, other]) => other.files.size - one.files.size,
  ))
    console.log(
      `${String(files.size).padStart(9)} ${String(only).padStart(6)} ${String(streams).padStart(8)}  ${kind}`,
    );
}

const [folder = ".", ...flags] = process.argv.slice(2);
if ([folder, ...flags].includes("--help")) {
  console.log(HELP);
  process.exit(0);
}
const files = (await readdir(folder)).filter((file) => /\.(ya?ml|json)$/.test(file)).sort();
const rows: Row[] = [];
for (const file of files) {
  const row = await rowOf(folder, file);
  rows.push(row);
  const { streams, error } = row;
  const counts = (["whole", "partly", "left out"] as const).map((outcome) =>
    String(count(streams, outcome)).padStart(8),
  );
  console.log(`${file.padEnd(48)} ${counts.join(" ")}  ${error ?? ""}`);
  if (flags.includes("--reasons"))
    for (const { name, reasons } of streams) for (const reason of reasons) console.log(`    ${name}: ${reason}`);
}
const all = rows.flatMap(({ streams }) => streams);
console.log(
  `\n${rows.filter(isWhole).length} of ${rows.length} manifests whole; streams: ${count(all, "whole")} whole, ` +
    `${count(all, "partly")} partly, ${count(all, "left out")} left out; ` +
    `${rows.filter(({ error }) => error !== undefined).length} manifests with an error`,
);
printReasons(rows);
