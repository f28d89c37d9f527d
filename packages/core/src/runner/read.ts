import pLimit from "p-limit";
import { ConfigError } from "../errors/connector-error.js";
import { type ConfiguredStream, parseCatalog } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import { streamStatus } from "../protocol/messages.js";
import { parseState, type StateByStream } from "../protocol/state.js";
import { ParentCache } from "../streams/parent-cache.js";
import type { ReadFrom, Stream, StreamRead } from "../streams/stream.js";
import type { LoadedConfig, Run } from "./command.js";
import { traceOf } from "./errors.js";
import { isComplete, readStream } from "./read-stream.js";
import { RunReport } from "./report.js";
import { RequestCounts } from "./request-counts.js";
import { runObserver } from "./run-observer.js";
import { select } from "./select.js";

/**
 * Reads the chosen streams, several at a time. A stream that fails does not affect the others and makes the exit status 1:
 * exit 0 means that everything arrived.
 */
export async function read(run: Run, { config, saveSettings }: LoadedConfig): Promise<number> {
  const { source, logger, clock, signal } = run;
  const report = new RunReport();
  const active = new Set<string>();
  const counts = new RequestCounts(run, report);
  const observer = runObserver(run, report, { active, counts });
  const addSecret = (secret: string) => run.secrets.add(secret);
  const parents = new ParentCache();
  const streams = await source.open(config, { clock, observer, signal, addSecret, saveSettings, parents });
  const tasks = await tasksOf(run, streams);
  await parents.share(tasks.filter(isToRead));
  const { checks = "sample" } = config;

  const readOne = async ({ name, stream, from }: Task) => {
    if (stream === undefined) return unknownStream(run, { name, known: streams.map((known) => known.name) }, report);
    active.add(name);
    const batches = parents.read(stream, from);
    await readStream(run, stream, { report: report.of(name), from, batches, checks, observer });
    active.delete(name);
  };
  const limit = pLimit(source.streamsAtOnce(config));
  const results = await Promise.allSettled(tasks.map((task) => limit(readOne, task)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;

  await counts.end();
  if (report.allSkipped) await run.writer.send(traceOf(nothingRead(), clock.now()));
  logger.info(report.toString());
  return report.failed || report.allSkipped ? 1 : 0;
}

/** A stream to read, if the source has one of that name, and from where. */
interface Task {
  readonly name: string;
  readonly stream: Stream | undefined;
  readonly from: ReadFrom;
}

async function tasksOf(run: Run, streams: readonly Stream[]): Promise<readonly Task[]> {
  const configured = await chosen(run, streams);
  const states = await savedStates(run, streams);
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  return configured.map(({ name, syncMode: mode }) => {
    const stream = byName.get(name);
    return { name, stream, from: { mode, state: stream && usable(run, stream, { mode, state: states.get(name) }) } };
  });
}

function isToRead(task: Task): task is Task & StreamRead {
  return task.stream !== undefined && !isComplete(task.from);
}

/** Else a sync from which a right was taken away would look like an account without records. */
function nothingRead(): ConfigError {
  return new ConfigError(
    "Nothing was read, because the API refuses every stream. Check the rights of the credentials and the account's plan, or leave the streams out.",
  );
}

/**
 * The streams to read: those of the catalog if there is one, else all, incrementally where a state is given and they can;
 * then those that `--streams` picks.
 */
async function chosen(run: Run, streams: readonly Stream[]): Promise<readonly ConfiguredStream[]> {
  const { command } = run;
  const syncMode = command.state === undefined ? "full_refresh" : "incremental";
  const all = streams.map(({ name }): ConfiguredStream => ({ name, syncMode }));
  const configured = command.catalog === undefined ? all : parseCatalog(await command.catalog());
  if (typeof configured === "string") {
    throw new ConfigError(
      `The catalog is invalid: ${configured}. Pass a configured catalog, as the Airbyte protocol defines it.`,
    );
  }
  return command.streams === undefined ? configured : select(configured, command.streams);
}

/**
 * The state to resume from. A stream without a cursor is read in full if the catalog says incremental, as PyAirbyte's always
 * does; its state is ignored then, because it may be that of an earlier job.
 */
function usable({ logger, clock }: Run, stream: Stream, { mode, state }: ReadFrom): JsonObject | undefined {
  if (state === undefined || (mode === "incremental" && stream.cursor === undefined)) return undefined;
  if (!stream.canResume(state, mode)) {
    logger.warn(`${stream.name}: the saved state cannot be resumed from. The stream is read from its beginning.`);
    return undefined;
  }
  if (mode === "incremental" && stream.cursor?.isAhead(state, clock.now()) === true) {
    logger.warn(
      `${stream.name}: the saved state is in the future, so no record can be later. Reset the stream if that is a mistake.`,
    );
  }
  return state;
}

async function savedStates({ source, command, logger }: Run, streams: readonly Stream[]): Promise<StateByStream> {
  const { states, ignored } = parseState(await command.state?.());
  for (const problem of ignored) logger.warn(`A part of the state was not understood and is ignored: ${problem}.`);
  const names = new Set(streams.map(({ name }) => name));
  const unknown = [...states.keys()].filter((name) => !names.has(name));
  for (const name of unknown) {
    logger.warn(`The state has a part for "${name}", but ${source.title} has no such stream. Check the name.`);
  }
  return states;
}

async function unknownStream(
  run: Run,
  { name, known }: { readonly name: string; readonly known: readonly string[] },
  report: RunReport,
): Promise<void> {
  const { source, writer, logger, clock } = run;
  const error = new ConfigError(
    `The catalog names it, but ${source.title} has no such stream. Available: ${known.join(", ")}. Refresh the catalog.`,
  );
  Object.assign(report.of(name), { outcome: "failed", end: "no such stream" });
  await writer.send(traceOf(error, clock.now(), name));
  await writer.send(streamStatus(name, "INCOMPLETE", clock.now()));
  logger.error(`${name}: failed after 0 records: ${error.message}`);
}
