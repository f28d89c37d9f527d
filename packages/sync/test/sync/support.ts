import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Database } from "../../src/destinations/duckdb/database.js";
import { DuckDbStore } from "../../src/destinations/duckdb/duckdb.js";
import { SourceProgram } from "../../src/source/program.js";
import { BATCH_SIZE } from "../../src/sync/loader.js";
import { type SyncOutcome, type SyncTask, sync } from "../../src/sync/sync.js";

export const NEVER: AbortSignal = new AbortController().signal;

/** A stream as a source of these tests lists it; text columns `id` and `name` unless it says more. */
export interface StreamEntry {
  readonly name: string;
  readonly [member: string]: unknown;
}

const PROPERTIES = { id: { type: "integer" }, name: { type: "string" } };
const BOTH = ["full_refresh", "incremental"];

/** `users` resumes from its state, `events` is read in full, `log` resumes and has no key. */
export const STREAMS: readonly StreamEntry[] = [
  { name: "users", supported_sync_modes: BOTH, source_defined_primary_key: [["id"]] },
  { name: "events", supported_sync_modes: ["full_refresh"], source_defined_primary_key: [["id"]] },
  { name: "log", supported_sync_modes: BOTH },
];

/** A folder with a DuckDB file, and sources that know nothing of Sluice. */
export class SyncBench {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get file(): string {
    return join(this.folder, "test.duckdb");
  }

  /** A program that answers `discover` with these streams, and `read` with what the script writes. */
  async program(script: string, streams: readonly StreamEntry[] = STREAMS): Promise<SourceProgram> {
    const path = join(this.folder, "source.cjs");
    const listed = streams.map((stream) => ({ json_schema: { properties: PROPERTIES }, ...stream }));
    await writeFile(
      path,
      `
    const fs = require("node:fs");
    const args = process.argv.slice(2);
    const text = (name) => args.includes(name) ? fs.readFileSync(args[args.indexOf(name) + 1], "utf8") : undefined;
    const given = (name) => text(name) === undefined ? undefined : JSON.parse(text(name));
    const print = (message) => fs.writeSync(1, (typeof message === "string" ? message : JSON.stringify(message)) + "\\n");
    const record = (stream, data, more) => ({ type: "RECORD", record: { stream, data, emitted_at: 1760000000000, ...more } });
    const state = (name, value, more) => ({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: value }, ...more } });
    const status = (name, value) => ({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { stream_descriptor: { name }, status: value } } });
    const failure = (name, message) => ({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error: { message, stream_descriptor: name && { name } } } });
    if (args[0] === "spec") print({ type: "SPEC", spec: { connectionSpecification: {} } });
    else if (args[0] === "discover") print({ type: "CATALOG", catalog: { streams: ${JSON.stringify(listed)} } });
    else (${script})({ given, text, print, record, state, status, failure });`,
    );
    return SourceProgram.open(
      { command: () => ({ program: process.execPath, args: [path] }) },
      { config: { key: "secret" }, signal: NEVER },
    );
  }

  /** One sync of a source whose `read` is this script. */
  async sync(script: string, options: Options = {}): Promise<SyncOutcome> {
    return this.syncOf(await this.program(script, options.listed), options);
  }

  async syncOf(
    source: SourceProgram,
    { batchRecords, listed: _listed, ...options }: Options = {},
  ): Promise<SyncOutcome> {
    const store = await DuckDbStore.open(this.file);
    try {
      const batchSize = batchRecords === undefined ? undefined : { ...BATCH_SIZE, records: batchRecords };
      const destination = await store.connect("acme");
      return await sync({ source, destination, schema: "acme", signal: NEVER, batchSize, ...options });
    } finally {
      await source.close();
      await store.close();
    }
  }

  /** What is saved for a stream. */
  async stateOf(stream: string): Promise<string | undefined> {
    const store = await DuckDbStore.open(this.file);
    const { states } = await store.history();
    await store.close();
    return states.get("acme")?.streams.find(({ name }) => name === stream)?.state?.text;
  }

  async query(sql: string): Promise<readonly Record<string, unknown>[]> {
    const database = await Database.open(this.file);
    try {
      return await database.rows(sql);
    } finally {
      database.close();
    }
  }

  /** Ids and names of a table. */
  async rows(table: string): Promise<readonly unknown[][]> {
    const found = await this.query(`SELECT id, name FROM acme."${table}" ORDER BY id, name`);
    return found.map(({ id, name }) => [Number(id), name]);
  }
}

interface Options extends Partial<Omit<SyncTask, "batchSize" | "source">> {
  readonly batchRecords?: number;
  readonly listed?: readonly StreamEntry[];
}

/** Whether all arrived, and what became of each stream. */
export const brief = ({ ok, streams }: SyncOutcome) => [
  ok,
  ...streams.map(({ stream, status, read, loaded }) => [stream, status, read, loaded]),
];
