import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import { DuckDb } from "../destinations/duckdb/duckdb.js";
import { resolveSource } from "../source/resolve.js";
import { sync } from "../sync/sync.js";
import { HELP, parse, type SyncArgs, UsageError } from "./args.js";
import { report, reportJson } from "./report.js";

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command line.
 *
 * @returns the exit status: 0 if everything arrived, 1 if not, 2 for a command line that is none, 130 or 143 after a signal,
 *   with what a state covers landed.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let bySignal: number | undefined;
  for (const [signal, status] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      bySignal = status;
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  try {
    const args = parse(argv);
    if (args === undefined) {
      process.stdout.write(HELP);
      return 0;
    }
    const isWhole = await syncBy(args, stop.signal);
    return bySignal ?? (isWhole ? 0 : 1);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${HELP}`);
    return bySignal ?? (error instanceof UsageError ? 2 : 1);
  }
}

async function syncBy(args: SyncArgs, signal: AbortSignal): Promise<boolean> {
  const { name, command } = await resolveSource(args.source, process.cwd());
  const config = args.config === undefined ? undefined : await configFrom(args.config);
  const destination = await DuckDb.open(args.file, name);
  try {
    const outcome = await sync({
      source: command,
      destination,
      schema: args.schema ?? name,
      fullRefresh: args.fullRefresh,
      signal,
      ...(config === undefined ? {} : { config }),
      ...(args.batchRecords === undefined ? {} : { batchRecords: args.batchRecords }),
      ...(args.streams === undefined ? {} : { streams: args.streams }),
    });
    process.stdout.write(`${args.json ? reportJson(outcome) : report(outcome)}\n`);
    return outcome.ok;
  } finally {
    await destination.close();
  }
}

async function configFrom(file: string): Promise<JsonObject> {
  const source = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  let value: JsonValue;
  try {
    value = JSON.parse(source) as JsonValue;
  } catch {
    throw new UsageError(`The config in ${file} is no JSON.`); // the parser's own message quotes it
  }
  if (!isJsonObject(value)) throw new UsageError(`The config in ${file} must be a JSON object.`);
  return value;
}
