import type { Observer } from "../http/observer.js";
import { rateLimited } from "../protocol/messages.js";
import type { Run } from "./command.js";
import { whatHappened } from "./errors.js";
import type { RunReport } from "./report.js";

/** The platform takes a source for dead that sends neither RECORD nor STATE for hours; three by default. */
const BEAT_MS = 1_200_000;

/**
 * Counts traffic for the summary, and shows a wait for the rate limit as the platform wants it: RUNNING with the time at
 * which it ends, once per wait, for each stream that is being read (the limit is the whole source's). In a wait that lasts
 * their states are sent again, as a sign of life.
 */
export function rateLimitObserver(run: Run, report: RunReport, active: ReadonlySet<string>): Observer {
  const { writer, logger, clock } = run;
  let shownUntilMs = 0;
  let beatMs = clock.now();
  const beat = () => {
    if (clock.now() - beatMs < BEAT_MS) return;
    beatMs = clock.now();
    for (const name of active)
      report
        .of(name)
        .beat?.()
        .catch(() => undefined);
  };
  return {
    requestSent: (stream, endpoint) => {
      report.of(stream).requests++;
      logger.debug(`${stream}: ${endpoint}`);
    },
    retrying: (stream, error) => {
      report.of(stream).retries++;
      logger.info(`${stream}: ${whatHappened(error)}; trying again`);
    },
    waiting: (stream, { delayMs, untilMs, reason }) => {
      beat();
      report.of(stream).waitedMs += delayMs;
      logger.debug(`${stream}: waits ${delayMs} ms (${reason})`);
      if (reason !== "rate limit" || untilMs <= shownUntilMs) return;
      shownUntilMs = untilMs;
      logger.info(`rate limit: requests go on in ${((untilMs - clock.now()) / 1000).toFixed(1)} s`);
      for (const name of active) writer.send(rateLimited(name, untilMs, clock.now())).catch(() => undefined);
    },
  };
}
