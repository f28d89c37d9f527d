import type { BatchSize, RunEnd, Store } from "../destinations/destination.js";
import { newRun, type RunInfo } from "../destinations/run.js";
import type { RunHook } from "../hook/hook.js";
import type { SourceEntry } from "../project/project.js";
import { recordOf } from "../sync/run-record.js";
import { countOf } from "../sync/stream-outcome.js";
import { sync } from "../sync/sync.js";
import type { CommandContext } from "./command.js";
import type { DestinationOptions } from "./destination.js";
import type { RunLog } from "./run-log.js";
import type { OpenSource } from "./source.js";
import type { SourceOptions } from "./source-options.js";
import { type StreamOptions, streamSettings } from "./stream-settings.js";
import type { View } from "./view/sync-view.js";

/** The options of `sluice sync`. */
export interface SyncOptions extends SourceOptions, DestinationOptions, StreamOptions {
  readonly schema?: string;
  readonly name?: string;
  readonly streams?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fullRefresh?: boolean;
  readonly reconcile?: boolean;
  readonly allowEmpty?: boolean;
  readonly state?: string;
  readonly limit?: number;
  readonly batch?: number;
  readonly parallel?: number;
  readonly waitLock?: number;
  readonly dryRun?: boolean;
  readonly log?: string;
  readonly json?: boolean;
}

/** A source that will be synced. */
export interface OpenedSource extends OpenSource {
  readonly entry: SourceEntry;
}

/** What all sources of a call share. */
export interface SyncWork {
  readonly store: Store;
  readonly options: SyncOptions;
  readonly io: CommandContext;
  readonly view: View;
  readonly log: RunLog | undefined;
  readonly hook: RunHook | undefined;
  readonly version: string | undefined;
  readonly limit: number | undefined;
  readonly batchSize: BatchSize | undefined;
  readonly state: string | undefined;
  /** For columns that are hashed. */
  readonly hashSalt: string | undefined;
}

/** Syncs a source, reports how that went, and calls the hook. @returns whether everything arrived. */
export async function syncOne(source: OpenedSource, work: SyncWork): Promise<boolean> {
  const { connection } = settingsOf(source, work.options);
  const run = newRun({ version: work.version, source: source.entry.source });
  const startedAt = new Date();
  let end: RunEnd | undefined;
  try {
    return await loaded(source, work, { run, onEnd: (ended) => (end = ended) });
  } catch (error) {
    end ??= notBegun(error);
    const errors = [error instanceof Error ? error.message : String(error)];
    work.log?.write({ source: connection, run: run.id, type: "ENDED", ok: false, errors });
    work.view.failed(connection, error, run.id);
    return false;
  } finally {
    if (end !== undefined) await work.hook?.ended(recordOf({ run, connection, startedAt, end }));
  }
}

/** A run that could not even be recorded. */
export function notBegun(error: unknown): RunEnd {
  const message = error instanceof Error ? error.message : String(error);
  return { status: "failed", streams: undefined, error: message, errors: [message] };
}

interface CurrentRun {
  readonly run: RunInfo;
  readonly onEnd: (end: RunEnd) => void;
}

async function loaded(source: OpenedSource, work: SyncWork, { run, onEnd }: CurrentRun): Promise<boolean> {
  const { store, options, io, view, log, limit, batchSize, state, hashSalt } = work;
  const { connection, ...settings } = settingsOf(source, options);
  const onLog = (event: object) => log?.write({ source: connection, run: run.id, ...event });
  const destination = await store.connect(connection, (text) => view.warned(connection, text));
  try {
    const outcome = await sync({
      ...settings,
      source: source.program,
      destination,
      run,
      ...{ state, limit, batchSize, hashSalt, onEnd, onLog },
      onStart: (streams) => view.started(connection, streams, run.id),
      signal: io.signal,
    });
    const { ok, errors, warnings } = outcome;
    onLog({ type: "ENDED", ok, streams: outcome.streams.map(countOf), errors, warnings });
    view.ended(connection, outcome, run.id);
    return ok;
  } finally {
    await destination.close();
  }
}

/** The command line takes precedence over the project. */
export function settingsOf({ name, entry }: Pick<OpenedSource, "name" | "entry">, options: SyncOptions) {
  const connection = options.name ?? name;
  return {
    connection,
    schema: options.schema ?? entry.schema ?? connection,
    streams: options.streams ?? (Array.isArray(entry.streams) ? entry.streams : undefined),
    streamSettings: streamSettings(entry, options),
    named: options.streams,
    exclude: options.exclude ?? entry.exclude,
    fullRefresh: options.fullRefresh === true || entry.fullRefresh === true,
    reconcile: options.reconcile === true,
    allowEmpty: options.allowEmpty === true,
  };
}
