import { ConfigError, ConnectorError } from "../errors/connector-error.js";
import type { JsonObject } from "../protocol/json.js";
import { connectionStatus } from "../protocol/messages.js";
import type { Surroundings } from "../source/source.js";
import type { Stream } from "../streams/stream.js";
import type { Run } from "./command.js";
import { whatHappened } from "./errors.js";
import { select } from "./select.js";

/**
 * Tells whether the config works. What a person can act on is a FAILED status and exit 0, as the protocol wants; only a bug
 * throws. With `--streams` the first page of each named stream is read too.
 */
export async function check(run: Run, loadConfig: () => Promise<JsonObject>): Promise<number> {
  const failure = await failureOf(run, loadConfig);
  await run.writer.send(connectionStatus(failure === undefined ? undefined : run.writer.redacted(failure)));
  return 0;
}

async function failureOf(run: Run, loadConfig: () => Promise<JsonObject>): Promise<string | undefined> {
  const { source, command, logger, clock, signal } = run;
  const surroundings: Surroundings = {
    clock,
    signal,
    hasty: true,
    observer: {
      requestSent: (_stream, endpoint) => logger.debug(endpoint),
      retrying: (_stream, error) => logger.info(`${whatHappened(error)}; trying again`),
      waiting: () => undefined,
    },
  };
  try {
    const config = await loadConfig();
    await source.check(config, surroundings);
    if (command.streams === undefined) return undefined;
    const streams = select(source.open(config, surroundings), command.streams);
    const failures: string[] = [];
    for (const stream of streams) {
      const failure = await firstPageFailure(stream);
      if (failure === undefined) logger.info(`${stream.name}: can be read`);
      else {
        logger.error(`${stream.name}: ${failure}`);
        failures.push(`${stream.name}: ${failure}`);
      }
    }
    return failures.length === 0 ? undefined : failures.join(" ");
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (!(error instanceof ConfigError)) logger.error(error.detail ?? error.message);
    return error.message;
  }
}

async function firstPageFailure(stream: Stream): Promise<string | undefined> {
  try {
    for await (const batch of stream.read()) if (batch.pages > 0) break;
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorError) return error.message;
    throw error;
  }
}
