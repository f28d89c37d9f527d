import type { Writable } from "node:stream";
import { Secrets } from "../errors/secrets.js";
import type { Clock } from "../http/clock.js";
import { isJsonObject } from "../protocol/json.js";
import { catalog, spec } from "../protocol/messages.js";
import { secretsIn } from "../schema/secrets.js";
import type { AnySource } from "../source/any-source.js";
import { type CommonConfig, parseConfig } from "../source/config.js";
import { catalogEntry, connectionSpecification } from "../source/facts.js";
import { allowListeners } from "../source/observed-read.js";
import { check } from "./check.js";
import type { Command, LoadedConfig, Run } from "./command.js";
import { traceOf } from "./errors.js";
import { loggedContext } from "./logged-context.js";
import { createLogger } from "./logger.js";
import { read } from "./read.js";
import { settingsSaver } from "./settings-saver.js";
import { Singer } from "./singer.js";
import { streamTable } from "./stream-table.js";
import { ReaderGone, Writer } from "./writer.js";

/** Under the table of a source whose streams depend on the config. */
const MORE_STREAMS = "\nWhich streams there are depends on the config: discover --config FILE lists them.\n";

/** How a run ended: an exit status, or "the reader of stdout is gone". */
export type Outcome = number | "reader gone";

/**
 * Runs one command. Never throws: an error is a message on stdout and an exit status.
 *
 * @param io.stop aborting it ends the run at once; the reason becomes its error.
 */
export async function run(
  source: AnySource,
  command: Command,
  io: { readonly out: Writable; readonly clock: Clock; readonly stop: AbortController },
): Promise<Outcome> {
  allowListeners(io.stop.signal);
  const singer = command.format === "singer" ? new Singer(command) : undefined;
  const secrets = new Secrets();
  const writer = new Writer({
    stop: io.stop,
    secrets,
    out: io.out,
    ...(singer === undefined ? {} : { format: singer }),
  });
  const { signal } = io.stop;
  try {
    return await Promise.race([
      work({ source, command: singer?.command ?? command, writer, secrets, clock: io.clock, signal }),
      failureOn(signal),
    ]);
  } catch (error) {
    if (error instanceof ReaderGone || signal.reason instanceof ReaderGone) return "reader gone";
    await writer.sendLast(traceOf(error, io.clock.now())).catch((unwritable: Error) => {
      process.stderr.write(`Cannot write to stdout: ${writer.redacted(unwritable.message)}\n`);
    });
    return 1;
  } finally {
    io.stop.abort(); // a page that is fetched early must not keep the process alive
  }
}

/** Rejects as soon as the signal aborts, because a wait that never ends must not outlive the run. */
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
    await writer.text(streamTable(source.describe()) + (source.isDynamic ? MORE_STREAMS : ""));
    return 0;
  }
  return withConfig({ ...run, logger: await createLogger(writer, command.log) });
}

async function withConfig(run: Run): Promise<number> {
  switch (run.command.name) {
    case "check":
      return check(run, () => loadConfig(run));
    case "discover":
      return discover(run, await loadConfig(run));
    default:
      return read(run, await loadConfig(run));
  }
}

async function discover(run: Run, { config, saveSettings }: LoadedConfig): Promise<number> {
  const streams = await run.source.discover(config, { ...loggedContext(run), saveSettings });
  await run.writer.send(catalog(streams.map(catalogEntry)));
  return 0;
}

/** The checked config. From here on its secrets are masked in all output. */
async function loadConfig(run: Run): Promise<LoadedConfig> {
  const { source, command, secrets, logger } = run;
  const input = await command.config();
  if (isJsonObject(input)) secrets.add(...secretsIn(source.settings, input));
  const { config, unknownKeys } = parseConfig(source.settings, input, source.name);
  for (const key of unknownKeys) logger.warn(`Unknown setting "${key}" in the config. Check its spelling.`);
  return { config: config as CommonConfig, saveSettings: settingsSaver(run, input) };
}
