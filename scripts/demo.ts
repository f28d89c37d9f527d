import { spawn } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { AnySource, JsonObject } from "@sluice/core";
import type { Connector } from "@sluice/testkit";
import { connectors } from "./connectors.js";

/** Reads a whole account of each vendor through the real bins: the real account where credentials are set, else a fake. */
const output = new URL("../demo-output/", import.meta.url);

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
let failed = false;
for (const connector of connectors) failed = !(await demonstrate(connector)) || failed;
process.exitCode = failed ? 1 : 0;

async function demonstrate(connector: Connector): Promise<boolean> {
  const source = connector.create();
  const prefix = source.name.toUpperCase();
  const isReal = Object.keys(process.env).some(
    (name) => name.startsWith(`${prefix}_`) && name !== `${prefix}_BASE_URL`,
  );
  const fake = isReal ? undefined : await connector.start();
  const config = fake === undefined ? undefined : JSON.stringify(fake.config);
  console.log(`\n${source.title}: ${isReal ? "the real account" : `a fake account at ${fake?.api.url}`}`);
  try {
    const run = (command: string, onLine: (line: string) => void) =>
      execute(connector, source, command, config, onLine);
    return (await check(run)) && (await discover(run)) && (await read(run, source));
  } finally {
    await fake?.api.close();
  }
}

type Run = (command: string, onLine: (line: string) => void) => Promise<number>;

async function check(run: Run): Promise<boolean> {
  let verdict: JsonObject = { status: "FAILED", message: "no answer" };
  await run("check", (line) => {
    const message = JSON.parse(line) as JsonObject;
    if (message["type"] === "CONNECTION_STATUS") verdict = message["connectionStatus"] as JsonObject;
  });
  console.log(`  check     ${verdict["status"]}${verdict["message"] === undefined ? "" : `: ${verdict["message"]}`}`);
  return verdict["status"] === "SUCCEEDED";
}

async function discover(run: Run): Promise<boolean> {
  let streams: unknown[] = [];
  const status = await run("discover", (line) => {
    const message = JSON.parse(line) as { type: string; catalog?: { streams: unknown[] } };
    streams = message.catalog?.streams ?? streams;
  });
  console.log(`  discover  ${streams.length} streams`);
  return status === 0;
}

interface Row {
  records: number;
  requests: string;
  startedMs: number;
  endedMs: number;
}

/** One file a stream. The text of each record is taken out of its line as it is, so that no digit of a number is lost. */
async function read(run: Run, source: AnySource): Promise<boolean> {
  const rows = new Map<string, Row>();
  const rowOf = (stream: string) => {
    const row = rows.get(stream) ?? { records: 0, requests: "", startedMs: 0, endedMs: 0 };
    rows.set(stream, row);
    return row;
  };
  const lines = new Map<string, string[]>();
  const status = await run("read", (line) => {
    const [envelope, stream] =
      /^{"type":"RECORD","record":{"stream":"([^"]+)","emitted_at":\d+,"data":/.exec(line) ?? [];
    if (envelope !== undefined && stream !== undefined) {
      rowOf(stream).records++;
      lines.set(stream, [...(lines.get(stream) ?? []), line.slice(envelope.length, -2)]);
    } else note(JSON.parse(line) as JsonObject, rowOf);
  });
  for (const [stream, records] of lines) {
    const file = await open(new URL(`${source.name}.${stream}.jsonl`, output), "w");
    await file.writeFile(`${records.join("\n")}\n`);
    await file.close();
  }
  print(rows);
  const total = [...rows.values()].reduce((sum, { records }) => sum + records, 0);
  console.log(`  read      ${total} records of ${rows.size} streams in ${fileURLToPath(output)}, exit ${status}`);
  return status === 0;
}

/** Times from the stream's statuses, requests from the summary that ends each read. */
function note(message: JsonObject, rowOf: (stream: string) => Row): void {
  const trace = message["trace"] as { emitted_at: number; stream_status?: JsonObject; error?: JsonObject } | undefined;
  if (trace?.error !== undefined) console.error(`  ${trace.error["message"]}`);
  if (trace?.stream_status !== undefined) {
    const { stream_descriptor: descriptor, status } = trace.stream_status as {
      stream_descriptor: { name: string };
      status: string;
    };
    const row = rowOf(descriptor.name);
    if (status === "STARTED") row.startedMs = trace.emitted_at;
    row.endedMs = trace.emitted_at;
  }
  const text = String((message["log"] as JsonObject | undefined)?.["message"] ?? "");
  for (const [, stream, requests] of text.startsWith("Summary")
    ? text.matchAll(/^ {2}(\w+):.*?(\d+) requests/gm)
    : []) {
    if (stream !== undefined) rowOf(stream).requests = requests ?? "";
  }
}

function print(rows: ReadonlyMap<string, Row>): void {
  const table = [
    ["stream", "records", "requests", "seconds"],
    ...[...rows].map(([stream, { records, requests, startedMs, endedMs }]) => [
      stream,
      String(records),
      requests,
      ((endedMs - startedMs) / 1000).toFixed(2),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const [stream = "", ...numbers] of table) {
    const cells = numbers.map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    console.log(`  ${stream.padEnd(widths[0] ?? 0)}  ${cells.join("  ")}`);
  }
  console.log();
}

/** Runs the connector's bin as anyone would, with the config on standard input or in the environment. */
async function execute(
  { folder }: Connector,
  { name }: AnySource,
  command: string,
  config: string | undefined,
  onLine: (line: string) => void,
): Promise<number> {
  const bin = fileURLToPath(new URL(`bin/source-${name}.js`, folder));
  const args = [bin, command, ...(config === undefined ? [] : ["--config", "-"])];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(config ?? "");
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve(status ?? 1));
  });
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  return ended;
}
