/**
 * `npm run test:e2e -- differential`: runs manifests in airbyte-cdk and as the connectors that `create-connector` makes of them, against the
 * same mock, and compares records, requests, states and outcomes. `--folder DIR` takes another folder than the manifests of the test, and
 * `--python DIR` another virtual environment with airbyte-cdk. Needs python3 and PyPI.
 */
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { folderOf, leaveOutUnless } from "../../../../scripts/support/install.js";
import { EXPECTED } from "./expected.js";
import { compareAll } from "./pool.js";
import { type Job, type Result, takenOf } from "./result.js";
import { tableOf } from "./table.js";
import { typeErrors } from "./typecheck.js";

const ROOT = join(import.meta.dirname, "../../../..");
const OWN = join(import.meta.dirname, "manifests");

/** More of the problems of one manifest have the same cause. */
const MOST_PROBLEMS = 12;

const PEER = "airbyte-cdk-differential";

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    folder: { type: "string" },
    only: { type: "string" },
    out: { type: "string", default: join(ROOT, "dist/differential") },
    resume: { type: "boolean", default: false },
    faults: { type: "boolean", default: false },
    seconds: { type: "string", default: "120" },
  },
});

if (values.python === undefined) leaveOutUnless(PEER);
const python = values.python ?? folderOf(PEER);
const out = resolve(values.out);
const lines = join(out, "results.jsonl");
await mkdir(out, { recursive: true });
if (!out.startsWith(join(ROOT, "/"))) await link(join(out, "node_modules"));
if (!values.resume) await rm(lines, { force: true });
const earlier = values.resume ? await resultsIn(lines) : [];
const jobs = (await jobsIn(values.folder)).filter(({ name }) => !earlier.some((result) => result.name === name));

const results: Result[] = [...earlier];
const folder = join(out, "connectors");
const options = { python: resolve(python), folder, workers: 2, longestMs: Number(values.seconds) * 1000 };
await compareAll(jobs, options, async (result) => {
  results.push(result);
  await appendFile(lines, `${JSON.stringify(result)}\n`);
  if (values.folder !== undefined) console.log(`${result.name}: ${takenOf(result)} (${result.seconds} s)`);
});
const checked = withTypes(results);
if (values.folder === undefined) finish();
else await report();

/** A connector outside of this repository finds the SDK where this repository does. */
async function link(to: string): Promise<void> {
  if (!existsSync(to)) await symlink(join(ROOT, "node_modules"), to);
}

/** The results with what the compiler says of the connectors. */
function withTypes(found: readonly Result[]): Result[] {
  const errors = typeErrors(found.map(({ name }) => connectorOf(name)));
  return found.map((result) => {
    const texts = errors.get(connectorOf(result.name)) ?? [];
    const types = texts.map((text) => ({ kind: "types" as const, stream: null, text }));
    return { ...result, differences: [...types, ...result.differences] };
  });
}

function connectorOf(name: string): string {
  return join(folder, name, "connector");
}

/** The manifests of the test must be taken whole and equal, except for what is expected. */
function problemsIn({ name, failure, streams, differences, mock = [] }: Result): string[] {
  const expected = EXPECTED[name.replace(/ .*/, "")] ?? {};
  const found = differences.map(({ kind, stream, text }) => `${kind} of ${stream ?? "tokens"}: ${text}`);
  if (failure !== undefined) found.push(failure);
  for (const { name: stream, outcome, reasons, unread, thrown } of streams) {
    const wanted = expected[stream];
    if (wanted === undefined && outcome !== "whole") found.push(`${stream} is ${outcome}: ${reasons.join(" ")}`);
    if (wanted !== undefined && !(outcome === "partly" && reasons.join(" ").includes(wanted)))
      found.push(`${stream} is ${outcome}, but its report must name ${wanted}: ${reasons.join(" ")}`);
    if (unread !== undefined && wanted !== undefined && !reasons.some((reason) => thrown?.includes(reason)))
      found.push(`${stream} must fail with what to write, but says: ${thrown ?? "nothing"}`);
    if (wanted === undefined && unread !== undefined) found.push(`${stream}: ${unread}`);
  }
  return [...found, ...mock.map((text) => `mock: ${text}`)];
}

function finish(): void {
  let failed = 0;
  for (const result of checked) {
    const problems = problemsIn(result);
    if (problems.length > 0) failed += 1;
    const verdict = problems.length === 0 ? "good " : "bad  ";
    const texts = problems.slice(0, MOST_PROBLEMS).map((text) => `\n        ${text}`);
    console.log(`${verdict} ${result.name}: ${takenOf(result)} (${result.seconds} s)${texts.join("")}`);
  }
  console.log(`${checked.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function report(): Promise<void> {
  const file = join(out, "results.md");
  const table = tableOf(checked);
  await writeFile(file, `${table}\n`);
  console.log(table.split("\n\n").slice(0, 2).join("\n\n"));
  console.log(`All of it is in ${file}`);
}

async function jobsIn(given: string | undefined): Promise<Job[]> {
  const from = given === undefined ? OWN : resolve(given);
  const files = (await readdir(from)).filter(
    (file) => /\.(ya?ml|json)$/.test(file) && file.includes(values.only ?? ""),
  );
  const jobs = files.sort().map(async (file): Promise<Job[]> => {
    const name = file.replace(/\.\w+$/, "");
    const job = { name, manifest: join(from, file), faults: given === undefined || values.faults };
    const hasForms = given === undefined && (await readFile(job.manifest, "utf8")).includes("oneOf:");
    return hasForms ? [job, { ...job, name: `${name} (2)`, variant: 1, faults: false }] : [job];
  });
  return (await Promise.all(jobs)).flat();
}

async function resultsIn(file: string): Promise<Result[]> {
  if (!existsSync(file)) return [];
  const text = await readFile(file, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);
}
