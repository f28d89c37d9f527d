import { writeFile } from "node:fs/promises";
import { readOpenApi } from "@sluice/create-connector";
import { type Ended, Generated } from "../../packages/create-connector/test/generated.js";

export interface SuiteLimits {
  /** So many lists become streams, with the parents that they need. */
  readonly mostLists: number;
  readonly timeoutMs: number;
  /** Whether the connector remains in `dist`. */
  readonly isKept: boolean;
}

export interface SuiteResult {
  readonly streams: number;
  readonly whole: number;
  readonly typeErrors: number;
  readonly passed: number;
  readonly failed: number;
  /** Of the suite. */
  readonly seconds: number;
  readonly remark: string;
}

/** Writes the connector of a document within this repository, and runs what its author would run. */
export async function suiteOf(document: string, limits: SuiteLimits): Promise<SuiteResult> {
  const { design, report } = await designOf(document, limits.mostLists);
  const generated = await Generated.begin();
  try {
    await generated.write(design);
    const types = await generated.typecheck();
    const built = await generated.build(design);
    const startMs = performance.now();
    const suite = built.status === 0 ? await generated.test({ timeoutMs: limits.timeoutMs }) : built;
    if (limits.isKept) await writeFile(`${generated.folder}/output.txt`, `${types.output}\n${suite.output}`);
    return {
      streams: design.streams.length,
      whole: report.streams.filter(({ outcome }) => outcome === "whole").length,
      typeErrors: types.status === 0 ? 0 : Math.max(1, types.output.match(/error TS/g)?.length ?? 0),
      passed: countOf("passed", suite),
      failed: countOf("failed", suite),
      seconds: Math.round((performance.now() - startMs) / 1000),
      remark: remarkOf(built, suite, limits.isKept ? generated.folder : ""),
    };
  } finally {
    if (!limits.isKept) await generated.remove();
  }
}

async function designOf(document: string, mostLists: number): ReturnType<typeof readOpenApi> {
  const all = await readOpenApi({ document });
  const written = all.report.streams.filter(({ outcome }) => outcome !== "left out");
  if (written.length <= mostLists) return all;
  return readOpenApi({ document, include: written.slice(0, mostLists).map(({ name }) => name) });
}

/** From the line of jest: `Tests: 2 failed, 120 passed, 122 total`. */
function countOf(word: string, { output }: Ended): number {
  return Number(new RegExp(`^Tests: .*?(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
}

function remarkOf(built: Ended, suite: Ended, folder: string): string {
  return [problemOf(built, suite), folder].filter(Boolean).join("; ").replaceAll(/[|\n]/g, " ");
}

/** The first thing that is wrong; "" for a suite that passes. */
function problemOf(built: Ended, suite: Ended): string {
  if (built.status !== 0) return `not built: ${built.output.slice(0, 300)}`;
  if (suite.isTimeout === true) return "stopped after the limit of time";
  if (suite.status === 0) return "";
  return /● .*/.exec(suite.output)?.[0] ?? `status ${suite.status}: ${suite.output.slice(-300)}`;
}
