import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "@sluice/create-connector";
import { type SuiteResult, suiteOf } from "./openapi-suites/suite.js";

const HELP = `Usage: node scripts/run.mjs tools/openapi-suites.ts FOLDER [options]

Writes a connector from each OpenAPI document of a folder, typechecks it, runs its conformance suite, and prints the results as a Markdown
table.

  --only TEXT   the documents with that text in their names
  --lists N     only the first N lists of each
  --minutes N   the limit of a suite (default: 5)
  --keep        leave the connectors in dist
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    lists: { type: "string", default: "Infinity" },
    minutes: { type: "string", default: "5" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const [folder = "."] = positionals;
const files = (await readdir(folder)).filter((file) => /\.(json|ya?ml)$/.test(file) && file.includes(values.only));
const limits = { mostLists: Number(values.lists), timeoutMs: Number(values.minutes) * 60_000, isKept: values.keep };
const head = ["document", "streams", "whole", "types", "passed", "failed", "seconds", "remark"];
print(head);
print(head.map(() => "---"));
for (const file of files.sort()) print([file, ...cellsOf(await resultOf(join(folder, file)))]);

async function resultOf(document: string): Promise<SuiteResult | string> {
  try {
    return await suiteOf(document, limits);
  } catch (error) {
    return error instanceof InputError ? error.message : `CRASH: ${String(error)}`;
  }
}

function cellsOf(result: SuiteResult | string): readonly (string | number)[] {
  if (typeof result === "string") return ["", "", "", "", "", "", result];
  const { streams, whole, typeErrors, passed, failed, seconds, remark } = result;
  return [streams, whole, typeErrors === 0 ? "good" : `${typeErrors} errors`, passed, failed, seconds, remark];
}

function print(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}
