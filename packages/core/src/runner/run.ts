import { setMaxListeners } from "node:events";
import type { Writable } from "node:stream";
import { redactor } from "../errors/redact.js";
import type { Clock } from "../http/clock.js";
import { isJsonObject, type JsonObject } from "../protocol/json.js";
import { catalog, spec } from "../protocol/messages.js";
import { secretsIn } from "../schema/secrets.js";
import { type ParsedConfig, parseConfig } from "../source/config.js";
import { catalogEntry, connectionSpecification } from "../source/facts.js";
import type { AnySource } from "../source/source.js";
import { check } from "./check.js";
import type { Command, Run } from "./command.js";
import { traceOf } from "./errors.js";
import { createLogger } from "./logger.js";
import { read } from "./read.js";
import { Singer } from "./singer.js";
import { streamTable } from "./stream-table.js";
import { ReaderGone, Writer } from "./writer.js";

/** How a run ended: an exit status, or "the reader of stdout is gone". */
export type Outcome = number | "reader gone";

/**
 * Runs one command. Never throws: what goes wrong is a line on stdout and a status.
 *
 * @param io.stop aborting it ends the run at once; the reason becomes its error.
 */
export async function run(
  source: AnySource,
  command: Command,
  io: { readonly out: Writable; readonly clock: Clock; readonly stop: AbortController },
): Promise<Outcome> {
  setMaxListeners(0, io.stop.signal); // each request under way and each wait listens; Node takes more than ten for a leak
  const singer = command.format === "singer" ? new Singer(command) : undefined;
  const writer = new Writer(io.stop, io.out, singer);
  const { signal } = io.stop;
  try {
    return await Promise.race([
      work({ source, command: singer?.command ?? command, writer, clock: io.clock, signal }),
      failureOn(signal),
    ]);
  } catch (error) {
    if (error instanceof ReaderGone || signal.reason instanceof ReaderGone) return "reader gone";
    await writer.lastWords(traceOf(error, io.clock.now())).catch((unwritable: Error) => {
      process.stderr.write(`stdout cannot be written: ${writer.redacted(unwritable.message)}\n`);
    });
    return 1;
  } finally {
    io.stop.abort(); // a page that was asked for ahead must not keep the process alive
  }
}

/** Fails as soon as the signal aborts: what waits for something that never comes must not outlive the run. */
function failureOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

async function work(run: Omit<Run, "logger">): Promise<number> {
  const { source, command, writer } = run;
  if (command.name === "spec") {
    await writer.send(spec(source.documentationUrl, connectionSpecification(source)));
    return 0;
  }
  if (command.name === "streams") {
    await writer.text(streamTable(source.describe()));
    return 0;
  }
  return withConfig({ ...run, logger: await createLogger(writer, command.log) });
}

async function withConfig(run: Run): Promise<number> {
  const { command, source, writer } = run;
  switch (command.name) {
    case "check":
      return check(run, () => loadConfig(run));
    case "discover":
      await writer.send(catalog(source.describe(await loadConfig(run)).map(catalogEntry)));
      return 0;
    default:
      return read(run, await loadConfig(run));
  }
}

/** The config, checked; from here on its secrets are masked in all output. */
async function loadConfig({ source, command, writer, logger }: Run): Promise<JsonObject> {
  const input = await command.config();
  if (isJsonObject(input)) writer.redactWith(redactor(secretsIn(source.config, input)));
  const { config, unknownKeys }: ParsedConfig<unknown> = parseConfig(source.config, input, source.name);
  for (const key of unknownKeys) {
    logger.warn(`The config has the key "${key}", which this connector does not know. Is it misspelt?`);
  }
  return config as JsonObject;
}
