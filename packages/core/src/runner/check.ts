import { ConfigError, ConnectorError } from "../errors/connector-error.js";
import { SkippedError } from "../errors/skipped-error.js";
import { connectionStatus } from "../protocol/messages.js";
import type { RunContext } from "../source/run-context.js";
import type { Stream } from "../streams/stream.js";
import type { LoadedConfig, Run } from "./command.js";
import { loggedContext } from "./logged-context.js";
import { select } from "./select.js";

/**
 * Checks the config. An error that the user can fix is a FAILED status and exit 0, as the protocol requires; only a bug throws. With
 * `--streams` the first page of each named stream is read too.
 */
export async function check(run: Run, loadConfig: () => Promise<LoadedConfig>): Promise<number> {
  const failure = await failureOf(run, loadConfig);
  await run.writer.send(connectionStatus(failure === undefined ? undefined : run.writer.redacted(failure)));
  return 0;
}

async function failureOf(run: Run, loadConfig: () => Promise<LoadedConfig>): Promise<string | undefined> {
  const { source, command, logger } = run;
  try {
    const { config, saveSettings } = await loadConfig();
    const context: RunContext = { ...loggedContext(run), interactive: true, saveSettings };
    await source.check(config, context);
    if (command.streams === undefined) return undefined;
    const streams = await select(await source.open(config, context), command.streams);
    const failures: string[] = [];
    for (const stream of streams) {
      const failure = await firstPageFailure(stream);
      if (failure === undefined) logger.info(`${stream.name}: can be read`);
      else if (failure instanceof SkippedError) logger.warn(`${stream.name}: ${failure.message}`);
      else {
        logger.error(`${stream.name}: ${failure.message}`);
        failures.push(`${stream.name}: ${failure.message}`);
      }
    }
    return failures.length === 0 ? undefined : failures.join(" ");
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (!(error instanceof ConfigError)) logger.error(error.detail ?? error.message);
    return error.message;
  }
}

async function firstPageFailure(stream: Stream): Promise<ConnectorError | undefined> {
  try {
    for await (const batch of stream.read()) if (batch.pages > 0) break;
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}
