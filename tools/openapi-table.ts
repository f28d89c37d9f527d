import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Design, type ImportReport, InputError, readOpenApi } from "@sluice/create-connector";
import { countLists } from "./openapi-table/count.js";

const HELP = `Usage: node scripts/run.mjs --no-build tools/openapi-table.ts FOLDER [--reasons]

Reads each OpenAPI document of a folder as the design of a connector, and prints how many of its lists it has as a Markdown table. With
--reasons, each list that is left out. Lists are counted here by a rule of its own, so that the importer does not grade itself.
`;

interface Row {
  readonly file: string;
  /** The paths that are lists. */
  readonly lists: readonly string[];
  readonly design?: Design;
  readonly report?: ImportReport;
  readonly failure?: string;
  readonly seconds: number;
}

const [folder = ".", ...flags] = process.argv.slice(2);
if ([folder, ...flags].includes("--help")) {
  console.log(HELP);
  process.exit(0);
}
const files = (await readdir(folder)).filter((file) => /\.(json|ya?ml)$/.test(file)).sort();
const rows: Row[] = [];
for (const file of files) rows.push(await rowOf(file));
console.log(table(rows));
if (flags.includes("--reasons")) console.log(reasons(rows));

async function rowOf(file: string): Promise<Row> {
  const path = join(folder, file);
  const lists = await countLists(path);
  const startMs = performance.now();
  const seconds = () => Math.round((performance.now() - startMs) / 100) / 10;
  try {
    const result = await readOpenApi({ document: path });
    return { file, lists, ...result, seconds: seconds() };
  } catch (error) {
    const failure = error instanceof InputError ? error.message : `CRASH: ${String(error)}`;
    return { file, lists, failure, seconds: seconds() };
  }
}

function table(all: readonly Row[]): string {
  const head = [
    "document",
    "lists",
    "written",
    "share",
    "streams",
    "whole",
    "paged",
    "with key",
    "children",
    "left out",
    "seconds",
  ];
  const lines = all.map((row) => {
    const streams = row.design?.streams.filter(({ isHidden }) => isHidden !== true) ?? [];
    const count = (test: (stream: (typeof streams)[number]) => boolean) => streams.filter(test).length;
    const outcomes = row.report?.streams ?? [];
    return [
      row.file,
      row.lists.length,
      row.failure ?? writtenOf(row),
      share(writtenOf(row), row.lists.length),
      streams.length,
      outcomes.filter(({ outcome }) => outcome === "whole").length,
      count(({ paging }) => paging.kind !== "none"),
      count(({ key }) => key.length > 0),
      count(({ slicing }) => slicing?.kind === "parent" || slicing?.kind === "product"),
      outcomes.filter(({ outcome }) => outcome === "left out").length,
      row.seconds,
    ];
  });
  const sum = (of: (row: Row) => number) => all.reduce((total, row) => total + of(row), 0);
  const [lists, written] = [sum((row) => row.lists.length), sum(writtenOf)];
  const total = ["all", lists, written, share(written, lists), sum(({ design }) => design?.streams.length ?? 0)];
  return [head, head.map(() => "---"), ...lines, total].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** How many of the counted lists are streams. */
function writtenOf({ lists, report }: Row): number {
  const outcomes = report?.streams.filter(({ outcome }) => outcome !== "left out") ?? [];
  return lists.filter((path) => outcomes.some(({ source }) => source === `GET ${path}`)).length;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;
}

/** What is left out, and the counted lists that the importer does not mention. */
function reasons(all: readonly Row[]): string {
  const lines = all.flatMap(({ file, lists, report }) => {
    const outcomes = report?.streams ?? [];
    const omitted = outcomes.filter(({ outcome }) => outcome === "left out");
    const unknown = lists.filter((path) => !outcomes.some(({ source }) => source === `GET ${path}`));
    return [
      ...omitted.map(({ source, reasons: texts }) => `${file}: ${source}: ${texts.join(" ")}`),
      ...unknown.map((path) => `${file}: GET ${path}: not a list for the importer`),
    ];
  });
  return `\n${lines.join("\n")}`;
}
