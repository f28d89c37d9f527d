import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import type { Destination } from "../destinations/destination.js";
import { type Command, type Ending, runChild } from "../source/child.js";
import { messageIn } from "../source/message.js";
import { type StreamFacts, tablesOf, type WriteMode } from "../tables/table.js";
import { BATCH_RECORDS, Landing, type StreamOutcome } from "./landing.js";

export interface SyncTask {
  /** The source; its verb and files are added to the arguments. */
  readonly source: Command;
  /** The source's settings; without it the source takes them from its environment. */
  readonly config?: JsonObject;
  readonly destination: Destination;
  /** Where the tables go. */
  readonly schema: string;
  /** All streams unless told. */
  readonly streams?: readonly string[];
  /** Reads everything anew, and replaces what is there. */
  readonly fullRefresh?: boolean;
  /** Land with the first state after so many records; 50,000 unless told. */
  readonly batchRecords?: number;
  readonly signal: AbortSignal;
}

export interface SyncOutcome {
  readonly streams: readonly StreamOutcome[];
  /** Whether all of it arrived. */
  readonly ok: boolean;
  /** What went wrong beside single streams. */
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

/** The source cannot be used at all: it does not start, or lists no streams. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/**
 * Reads a source and lands what it writes.
 *
 * @throws SourceError if the source cannot be asked for its streams; DestinationError if nothing can be landed.
 */
export async function sync(task: SyncTask): Promise<SyncOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-"));
  try {
    return await syncIn(folder, task);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function syncIn(folder: string, task: SyncTask): Promise<SyncOutcome> {
  const { destination, signal } = task;
  const given = async (name: string, value: string) => {
    const path = join(folder, name);
    await writeFile(path, value, { mode: 0o600 });
    return path;
  };
  const config = task.config === undefined ? [] : ["--config", await given("config.json", JSON.stringify(task.config))];
  const streams = (await discover(task, config)).filter(({ facts }) => task.streams?.includes(facts.name) ?? true);
  if (streams.length === 0) throw new SourceError("The source has no stream of that name. `discover` lists them.");

  const modeOf = (stream: string): WriteMode => {
    const canGoOn = streams.find(({ facts }) => facts.name === stream)?.isIncremental === true;
    return canGoOn && task.fullRefresh !== true ? "merge" : "replace";
  };
  const facts = streams.map((stream) => stream.facts);
  const tables = tablesOf(facts, { schema: task.schema, mode: modeOf });
  const catalog = streams.map(({ entry, facts: { name, primaryKey } }) => ({
    stream: entry,
    sync_mode: modeOf(name) === "merge" ? "incremental" : "full_refresh",
    destination_sync_mode: modeOf(name) === "replace" ? "overwrite" : primaryKey.length > 0 ? "append_dedup" : "append",
  }));
  const catalogArgs = ["--catalog", await given("catalog.json", JSON.stringify({ streams: catalog }))];
  // A stream that is read whole gets no state: it would say that an earlier attempt had read it all.
  const saved = [...(await destination.states())].filter(([stream]) => modeOf(stream) === "merge");
  const states = saved.map(([, state]) => state);
  const stateArgs = states.length === 0 ? [] : ["--state", await given("state.json", `[${states.join(",")}]`)];

  const landing = new Landing(destination, tables, { folder, batchRecords: task.batchRecords ?? BATCH_RECORDS });
  try {
    const ending = await runChild(
      withArgs(task.source, ["read", ...config, ...catalogArgs, ...stateArgs]),
      landing,
      signal,
    );
    const failure = failureOf(ending);
    await landing.finish(failure);
    const errors = [...landing.errors, ...(failure === undefined ? [] : [failure])];
    const ok = errors.length === 0 && landing.outcomes.every(({ status }) => status === "COMPLETE");
    return { streams: landing.outcomes, ok, errors, notes: landing.notes };
  } finally {
    await landing.close();
  }
}

interface Discovered {
  readonly facts: StreamFacts;
  readonly isIncremental: boolean;
  /** As the source wrote it. */
  readonly entry: JsonObject;
}

async function discover({ source, signal }: SyncTask, config: readonly string[]): Promise<readonly Discovered[]> {
  let catalog: JsonValue | undefined;
  const errors: string[] = [];
  const line = (bytes: Buffer) => {
    const message = messageIn(bytes);
    if (message?.["type"] === "CATALOG" && isJsonObject(message["catalog"])) catalog = message["catalog"]["streams"];
    const { error } = isJsonObject(message?.["trace"]) ? message["trace"] : {};
    if (isJsonObject(error)) errors.push(String(error["message"]));
  };
  const ending = await runChild(
    withArgs(source, ["discover", ...config]),
    { line, settled: async () => undefined },
    signal,
  );
  if (!Array.isArray(catalog)) {
    throw new SourceError(errors[0] ?? failureOf(ending) ?? "The source listed no streams. Is it an Airbyte source?");
  }
  return catalog.filter(isJsonObject).map((entry) => {
    const { name, json_schema: schema, source_defined_primary_key: key, supported_sync_modes: modes } = entry;
    const primaryKey = Array.isArray(key)
      ? key.map((path) => (Array.isArray(path) ? path.join(".") : String(path)))
      : [];
    const facts = { name: String(name), jsonSchema: isJsonObject(schema) ? schema : {}, primaryKey };
    return { facts, isIncremental: Array.isArray(modes) && modes.includes("incremental"), entry };
  });
}

function withArgs(command: Command, args: readonly string[]): Command {
  return { ...command, args: [...command.args, ...args] };
}

function failureOf({ status, signal, lastWords }: Ending): string | undefined {
  if (status === 0) return undefined;
  const how = signal === undefined ? `exit status ${status}` : signal;
  const words = lastWords.trim();
  return `The source ended with ${how}.${words === "" ? "" : ` Its last words: ${words.slice(-500)}`}`;
}
