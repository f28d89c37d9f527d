import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@sluice/core";
import { startVitally } from "../connectors/source-vitally/fake/index.js";

/**
 * `singer.ts TARGET BIN`: reads a whole fake account as a tap into the target, once from nothing and once from the state that
 * the target handed back, and counts the rows of every stream.
 */
const [target = "", bin = ""] = process.argv.slice(2);
const tap = fileURLToPath(new URL("../connectors/source-vitally/bin/source-vitally.js", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "sluice-singer-"));
const { api, config, expected } = await startVitally();
await writeFile(join(folder, "config.json"), JSON.stringify(config));
await writeFile(
  join(folder, "catalog.json"),
  await output(process.execPath, [tap, "--config=config.json", "--discover"]),
);

const everything = Object.fromEntries([...expected].map(([stream, records]) => [stream, records.length]));
const first = await sync("first", []);
deepStrictEqual(first, everything);
const second = await sync("second", ["--state", "state.json"]);
for (const { stream, method } of await streams()) {
  const [before = 0, after = 0] = [first[stream], second[stream]];
  if (method === "FULL_TABLE") strictEqual(after, before, `${stream} is read in full each time`);
  else ok(after <= before, `${stream}: ${after} rows after ${before}`);
}
ok(sum(second) < sum(first), "the second run read as much as the first");

await api.close();
await rm(folder, { recursive: true });
console.log(
  `good  ${target} has all ${sum(first)} rows of ${expected.size} streams, and ${sum(second)} in a second run`,
);

/** One run of tap and target, with a pipe between them. The target's last line is the state for the next one. */
async function sync(name: string, options: readonly string[]): Promise<Record<string, number>> {
  const rows = join(folder, name);
  await mkdir(rows);
  const settings = { destination_path: rows, do_timestamp_file: false, file_naming_scheme: "{stream_name}.csv" };
  await writeFile(join(folder, "target.json"), JSON.stringify(settings));
  const read = [process.execPath, tap, "--config", "config.json", "--catalog", "catalog.json", ...options];
  const pipe = 'set -o pipefail; target=$1; shift; "$@" | "$target" --config target.json';
  const states = await output("bash", ["-c", pipe, "-", bin, ...read]);
  await writeFile(join(folder, "state.json"), states.trim().split("\n").at(-1) ?? "");
  const counts = (await streams()).map(async ({ stream }) => [stream, await rowsIn(rows, stream)] as const);
  return Object.fromEntries(await Promise.all(counts));
}

async function streams(): Promise<readonly { readonly stream: string; readonly method: string }[]> {
  const catalog = JSON.parse(await readFile(join(folder, "catalog.json"), "utf8")) as { streams: CatalogStream[] };
  return catalog.streams.map(({ stream, metadata }) => ({
    stream,
    method: String(metadata[0]?.metadata["forced-replication-method"] ?? metadata[0]?.metadata["replication-method"]),
  }));
}

interface CatalogStream {
  readonly stream: string;
  readonly metadata: readonly { readonly metadata: JsonObject }[];
}

/** A target makes no file for a stream without records. */
async function rowsIn(rows: string, stream: string): Promise<number> {
  const csv = join(rows, `${stream}.csv`);
  const lines = join(rows, `${stream}.jsonl`);
  if (existsSync(csv)) return linesOutsideQuotes(await readFile(csv, "utf8")) - 1; // the first one holds the names
  return existsSync(lines) ? (await readFile(lines, "utf8")).split("\n").length - 1 : 0;
}

/** A quoted text may go over several lines; a doubled quote inside it closes and opens it again. */
function linesOutsideQuotes(text: string): number {
  return text.replaceAll(/"[^"]*"/g, "").split("\n").length - 1;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What a process wrote on stdout; its stderr is shown where it fails. Not waited for in a blocking way: the fake answers from here. */
function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (status) => {
      if (status === 0) resolve(Buffer.concat(stdout).toString("utf8"));
      else
        reject(new Error(`${command} ended with ${status}:\n${Buffer.concat(stderr).toString("utf8").slice(-4000)}`));
    });
  });
}
