import { SystemError } from "../errors/connector-error.js";
import { parseCatalog } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import { streamStatus } from "../protocol/messages.js";
import { isAlreadyComplete, parseState, type StateByStream } from "../protocol/state.js";
import type { Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { traceOf } from "./errors.js";
import { rateLimitObserver } from "./rate-limit-observer.js";
import { readStream } from "./read-stream.js";
import { RunReport } from "./report.js";
import { select } from "./select.js";

/**
 * Reads the chosen streams, several at a time. A stream that fails leaves the others whole, and makes the status 1: exit 0
 * means that everything arrived.
 */
export async function read(run: Run, config: JsonObject): Promise<number> {
  const { source, logger, clock, signal } = run;
  const report = new RunReport();
  const active = new Set<string>();
  const observer = rateLimitObserver(run, report, active);
  const streams = source.open(config, { clock, observer, signal });
  const names = await chosen(run, streams);
  const states = await savedStates(run);

  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  await inParallel(names, source.streamsAtOnce, async (name) => {
    const stream = byName.get(name);
    if (stream === undefined) return unknownStream(run, name, report);
    active.add(name);
    const done = isAlreadyComplete(states.get(name)) ? states.get(name) : undefined;
    await readStream(run, stream, report.of(name), done);
    active.delete(name);
  });

  logger.info(report.toString());
  return report.failed ? 1 : 0;
}

/** The names to read: of the catalog if there is one, else of all streams; then those that `--streams` picks. */
async function chosen(run: Run, streams: readonly Stream[]): Promise<readonly string[]> {
  const { command } = run;
  const input = await command.catalog?.();
  let names: readonly { readonly name: string }[] = streams;
  if (input !== undefined) {
    const configured = parseCatalog(input);
    if (typeof configured === "string") {
      throw new SystemError(
        `The catalog cannot be used: ${configured}. It must be a configured catalog, as the protocol defines it.`,
      );
    }
    names = configured;
  }
  if (command.streams !== undefined) names = select(names, command.streams);
  return names.map(({ name }) => name);
}

async function savedStates({ command, logger }: Run): Promise<StateByStream> {
  const { states, ignored } = parseState(await command.state?.());
  for (const problem of ignored) logger.warn(`The state was not understood and its part starts over: ${problem}.`);
  return states;
}

async function unknownStream({ source, writer, clock }: Run, name: string, report: RunReport): Promise<void> {
  const error = new SystemError(
    `The catalog names it, but ${source.title} has no such stream. There are: ${source.streamNames.join(", ")}. Refresh the catalog.`,
  );
  Object.assign(report.of(name), { outcome: "failed", end: "no such stream" });
  await writer.send(traceOf(error, clock.now(), name));
  await writer.send(streamStatus(name, "INCOMPLETE", clock.now()));
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
