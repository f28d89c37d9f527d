import type { Observer } from "../http/observer.js";
import { analytics, rateLimited } from "../protocol/messages.js";
import { NO_CURSOR_STATE } from "../protocol/state.js";
import { skippedText } from "../source/records.js";
import type { Run } from "./command.js";
import { firstSentence } from "./errors.js";
import type { RunReport } from "./report.js";
import { isProgressWanted, type RequestCounts } from "./request-counts.js";

/** The platform ends a source that sends neither RECORD nor STATE for hours; three by default. */
const HEARTBEAT_MS = 1_200_000;

/** An ANALYTICS message for `sluice sync`: this parent's records are missing from the stream, so its old rows must be kept. */
const SKIPPED_PARENT = "sluice-skipped-parent";

/**
 * Counts traffic for the summary, logs what the user should know, and shows a wait for the rate limit as the platform wants
 * it: RUNNING with the time at which it ends, once per wait, for each stream that is being read, because the limit is the
 * whole source's. During a long wait the streams' states are repeated as a sign of life.
 */
export function runObserver(
  run: Run,
  report: RunReport,
  { active, counts }: { readonly active: ReadonlySet<string>; readonly counts: RequestCounts },
): Observer {
  const { writer, logger, clock } = run;
  let shownUntilMs = 0;
  let beatMs = clock.monotonicMs();
  const ignoreClosedPipe = () => undefined; // it stops the run elsewhere
  const heartbeat = () => {
    if (clock.monotonicMs() - beatMs < HEARTBEAT_MS) return;
    beatMs = clock.monotonicMs();
    for (const name of active) writer.heartbeat(name, NO_CURSOR_STATE).catch(ignoreClosedPipe);
  };
  return {
    requestSent: (stream, endpoint) => {
      report.of(stream).requests++;
      logger.debug(`${stream}: ${endpoint}`);
      counts.changed();
    },
    retrying: (stream, error) => {
      report.of(stream).retries++;
      logger.info(`${stream}: ${firstSentence(error)}; trying again`);
    },
    waiting: (stream, { delayMs, untilMs, reason }) => {
      heartbeat();
      report.of(stream).waitedMs += delayMs;
      logger.debug(`${stream}: waits ${delayMs} ms (${reason})`);
      counts.changed();
      if (reason !== "rate limit" || untilMs <= shownUntilMs) return;
      shownUntilMs = untilMs;
      logger.info(`rate limit: requests continue in ${((untilMs - clock.now()) / 1000).toFixed(1)} s`);
      for (const name of active) writer.send(rateLimited(name, untilMs, clock.now())).catch(ignoreClosedPipe);
    },
    warn: (stream, text) => logger.warn(`${stream}: ${text}`),
    info: (stream, text) => logger.info(`${stream}: ${text}`),
    ruleMatched: (stream, rule) => report.of(stream).countRule(rule),
    sliceSkipped: (stream, skipped) => {
      report.of(stream).skippedSlices++;
      logger.warn(`${stream}: ${skippedText(skipped)}`);
      if (!isProgressWanted()) return;
      const value = JSON.stringify({ stream, parent: skipped.label });
      writer.send(analytics(SKIPPED_PARENT, value, clock.now())).catch(ignoreClosedPipe);
    },
  };
}
