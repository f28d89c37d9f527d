import { join } from "node:path";
import type { BatchSize, Destination, RunEnd } from "../destinations/destination.js";
import { newRun, type RunInfo } from "../destinations/run.js";
import { assertSalt } from "../private-columns/salt.js";
import type { ReadRequest, SourceProgram } from "../source/program.js";
import { stateText } from "../state/resume.js";
import { version } from "../version.js";
import type { CurrentState } from "./committer.js";
import { fingerprintOf } from "./fingerprint.js";
import { Loader } from "./loader.js";
import type { PlannedStream } from "./plan.js";
import { prepare, withoutFailures } from "./prepare.js";
import { type Attempt, endOf, failedEnd } from "./run-end.js";
import { boundedEnd } from "./run-record.js";
import { checkSettings } from "./settings-check.js";
import type { StreamOutcome } from "./stream-outcome.js";
import type { Prepared, SyncRequest } from "./sync-request.js";
import { Warnings } from "./warnings.js";

/** What one sync of one source is to do. */
export interface SyncTask extends SyncRequest {
  readonly source: SourceProgram;
  readonly destination: Destination;
  /** As the destination prefers by default. */
  readonly batchSize?: BatchSize | undefined;
  /** What its record is to say of it; a new id, and nothing else, by default. */
  readonly run?: RunInfo | undefined;
  /** Called when the streams are known, with what keeps counting while they are read. */
  readonly onStart?: ((streams: () => readonly StreamOutcome[]) => void) | undefined;
  /** Called when the run has ended and is recorded, with its record, even if an error is thrown then. */
  readonly onEnd?: ((end: RunEnd) => void) | undefined;
  /** As `LoaderOptions.onLog`. */
  readonly onLog?: ((entry: object) => void) | undefined;
  readonly signal: AbortSignal;
}

/** How a sync went. */
export interface SyncOutcome {
  readonly streams: readonly StreamOutcome[];
  /** Whether all of it arrived. */
  readonly ok: boolean;
  /** What failed besides single streams. */
  readonly errors: readonly string[];
  /** Those of its streams among them. */
  readonly warnings: readonly string[];
}

/**
 * Reads a source and loads what it writes.
 *
 * @throws SaltError if columns have to be hashed and there is no salt; SourceError if the source cannot be asked for its streams, or
 * lacks what is asked for; ResumeError if its state cannot be used
 * for these streams; DestinationError if nothing can be loaded.
 */
export async function sync(task: SyncTask): Promise<SyncOutcome> {
  const { source, destination, run = newRun({ version: await version() }) } = task;
  assertSalt(task.streamSettings, task.hashSalt);
  void source.discover(); // while the run is recorded
  const start = await destination.start(run);
  const attempt: Attempt = { start, warnings: new Warnings(), settings: undefined, saved: undefined };
  let end: RunEnd | undefined;
  try {
    const outcome = await attempted(task, attempt);
    end = endOf(outcome, attempt, task.signal);
    return outcome;
  } catch (thrown) {
    end = failedEnd(thrown, attempt, task.signal);
    throw thrown;
  } finally {
    if (end !== undefined) await recorded(boundedEnd(end), task);
  }
}

async function attempted(task: SyncTask, attempt: Attempt): Promise<SyncOutcome> {
  const { source, destination } = task;
  const { start, warnings } = attempt;
  for (const at of start.killed)
    warnings.add(`The sync that began at ${at} was killed; this one resumes from its last state.`);
  const listed = await source.discover();
  attempt.settings = fingerprintOf(await source.settings());
  checkSettings(start, attempt.settings, { isReconciling: task.reconcile === true, warnings });
  const columns: Destination["columns"] = (table) => destination.columns(table);
  const prepared = await prepare(task, { state: start.state, listed, columns }, warnings);
  return load(task, prepared, attempt);
}

async function recorded(end: RunEnd, { destination, onEnd }: SyncTask): Promise<void> {
  try {
    await destination.end(end);
    onEnd?.(end);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (end.status !== "complete") return onEnd?.(end); // that error is the one to report
    onEnd?.({ ...end, status: "failed", error: reason, errors: [reason] }); // e.g. its file is gone
    throw error;
  }
}

async function load(task: SyncTask, prepared: Prepared, attempt: Attempt): Promise<SyncOutcome> {
  const { source, destination, limit } = task;
  const { warnings } = attempt;
  const possible = prepared.planned.filter(({ failure }) => failure === undefined);
  const begun = await destination.begin(
    possible.map(({ table }) => table),
    prepared.state,
  );
  const planned = withoutFailures(prepared, begun.failures);
  const state: CurrentState = { value: begun.state };
  attempt.saved = state;
  let files = 0;
  const newFile = () => join(source.folder.path, `batch-${files++}.ndjson`);
  const batchSize = task.batchSize ?? destination.batchSize;
  const isPrivate = planned.some(({ privacy }) => privacy !== undefined);
  // with a limit each stream is read by itself: the source is stopped when there is enough, and the next stream begins
  const parts = limit === undefined ? [planned] : planned.map((stream) => [stream]);
  const loaders = parts.map(
    (streams) =>
      new Loader(destination, streams, {
        newFile,
        state,
        warnings,
        batchSize,
        limit,
        secrets: source.secrets,
        renew: (control) => source.renew(control),
        onLog: task.onLog,
        isPrivate,
      }),
  );
  const outcomes = () => loaders.flatMap((loader) => loader.outcomes);
  task.onStart?.(outcomes);
  const errors: string[] = [];
  const refused: string[] = [];
  for (const [index, loader] of loaders.entries()) {
    const request = requestFor(parts[index] ?? [], prepared);
    if (request === undefined) continue;
    const failures = await read(task, request, loader);
    // a source that reads one stream at a time cannot know whether the API refuses the others too
    (loader.outcomes.every(isSkipped) ? refused : errors).push(...failures);
  }
  if (outcomes().every(isSkipped)) errors.push(...refused);
  const ok = errors.length === 0 && outcomes().every((stream) => stream.status === "COMPLETE" || isSkipped(stream));
  const ofStreams = outcomes().flatMap((stream) => stream.warnings);
  return { streams: outcomes(), ok, errors, warnings: warnings.with(ofStreams) };
}

function isSkipped({ skipped }: StreamOutcome): boolean {
  return skipped !== undefined;
}

/** @returns what failed besides single streams. */
async function read(
  { source, signal, onLog }: SyncTask,
  request: ReadRequest,
  loader: Loader,
): Promise<readonly string[]> {
  const enough = new AbortController();
  const sink = {
    line: (line: Buffer) => loader.line(line),
    tooLong: (head: Buffer) => loader.tooLong(head),
    stderr: (text: string) => onLog?.({ type: "STDERR", text }),
    settled: async () => {
      await loader.settled();
      if (loader.isFull) enough.abort();
    },
  };
  try {
    const { failure, lastWords } = await source.read(request, sink, AbortSignal.any([signal, enough.signal]));
    await loader.finish(failure, lastWords);
    return [...loader.errors, ...(failure === undefined || loader.isFull ? [] : [failure])];
  } finally {
    await loader.close();
  }
}

/** What the source is asked for; undefined if no stream of these can be loaded. */
function requestFor(planned: readonly PlannedStream[], { resumption, from }: Prepared): ReadRequest | undefined {
  const possible = planned.filter(({ failure }) => failure === undefined);
  if (possible.length === 0) return undefined;
  const streams = possible.map(({ table }) => table.stream);
  return {
    catalog: { streams: possible.map(({ entry }) => entry) },
    state: stateText(streams, resumption, from),
  };
}
