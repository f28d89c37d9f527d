import { isAhead } from "../cursors/watermark.js";
import { ConfigError } from "../errors/connector-error.js";
import { type ConfiguredStream, parseCatalog } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import { streamStatus } from "../protocol/messages.js";
import { parseState, type StateByStream } from "../protocol/state.js";
import { checksOf } from "../source/limits.js";
import type { ReadFrom, Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { traceOf } from "./errors.js";
import { rateLimitObserver } from "./rate-limit-observer.js";
import { readStream } from "./read-stream.js";
import { RunReport } from "./report.js";
import { RequestCounts } from "./request-counts.js";
import { select } from "./select.js";

/**
 * Reads the chosen streams, several at a time. A stream that fails leaves the others whole, and makes the status 1: exit 0
 * means that everything arrived.
 */
export async function read(run: Run, config: JsonObject): Promise<number> {
  const { source, logger, clock, signal } = run;
  const report = new RunReport();
  const active = new Set<string>();
  const counts = new RequestCounts(run, report);
  const observer = counts.behind(rateLimitObserver(run, report, active));
  const streams = source.open(config, { clock, observer, signal });
  const configured = await chosen(run, streams);
  const states = await savedStates(run);
  const checks = checksOf(config["checks"]);

  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  await inParallel(configured, source.streamsAtOnce(config), async ({ name, syncMode }) => {
    const stream = byName.get(name);
    if (stream === undefined) return unknownStream(run, name, report);
    active.add(name);
    const from = { mode: syncMode, state: usable(run, stream, { mode: syncMode, state: states.get(name) }) };
    await readStream(run, stream, { report: report.of(name), from, checks });
    active.delete(name);
  });

  await counts.end();
  logger.info(report.toString());
  return report.failed ? 1 : 0;
}

/**
 * What to read: what the catalog names if there is one, else all streams, incrementally where a state is given and they can;
 * then those that `--streams` picks.
 */
async function chosen(run: Run, streams: readonly Stream[]): Promise<readonly ConfiguredStream[]> {
  const { command } = run;
  const syncMode = command.state === undefined ? "full_refresh" : "incremental";
  const all = streams.map(({ name }): ConfiguredStream => ({ name, syncMode }));
  const configured = command.catalog === undefined ? all : parseCatalog(await command.catalog());
  if (typeof configured === "string") {
    throw new ConfigError(
      `The catalog cannot be used: ${configured}. It must be a configured catalog, as the protocol defines it.`,
    );
  }
  return command.streams === undefined ? configured : select(configured, command.streams);
}

/**
 * The state to go on from. A stream that can only be read whole is read whole if the catalog says incremental, as PyAirbyte's
 * always does: no state of it counts then, for it may be that of a job long done.
 */
function usable({ logger, clock }: Run, stream: Stream, { mode, state }: ReadFrom): JsonObject | undefined {
  if (state === undefined || (mode === "incremental" && stream.cursor === undefined)) return undefined;
  if (!stream.resumes(state, mode)) {
    logger.warn(`${stream.name}: the saved state is not one to go on from. The stream is read from its beginning.`);
    return undefined;
  }
  if (mode === "incremental" && isAhead(state, clock.now())) {
    logger.warn(
      `${stream.name}: the saved state lies in the future, so nothing can be later. Reset the stream if that is a mistake.`,
    );
  }
  return state;
}

async function savedStates({ command, logger }: Run): Promise<StateByStream> {
  const { states, ignored } = parseState(await command.state?.());
  for (const problem of ignored) logger.warn(`The state was not understood and its part starts over: ${problem}.`);
  return states;
}

async function unknownStream(run: Run, name: string, report: RunReport): Promise<void> {
  const { source, writer, logger, clock } = run;
  const error = new ConfigError(
    `The catalog names it, but ${source.title} has no such stream. There are: ${source.streamNames.join(", ")}. Refresh the catalog.`,
  );
  Object.assign(report.of(name), { outcome: "failed", end: "no such stream" });
  await writer.send(traceOf(error, clock.now(), name));
  await writer.send(streamStatus(name, "INCOMPLETE", clock.now()));
  logger.error(`${name}: failed after 0 records: ${error.message}`);
}

/** Works on the items in their order, at most so many at a time. The first failure is thrown when all have stopped. */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  const results = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
