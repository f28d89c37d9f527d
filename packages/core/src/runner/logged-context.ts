import { skippedText } from "../source/records.js";
import type { RunContext } from "../source/run-context.js";
import type { Run } from "./command.js";
import { firstSentence } from "./errors.js";

/** What a source gets from a command without a summary: requests are logged, and not counted. */
export function loggedContext({ logger, clock, signal, secrets }: Run): RunContext {
  return {
    clock,
    signal,
    addSecret: (secret) => secrets.add(secret),
    observer: {
      requestSent: (_stream, endpoint) => logger.debug(endpoint),
      retrying: (_stream, error) => logger.info(`${firstSentence(error)}; trying again`),
      waiting: () => undefined,
      warn: (stream, text) => logger.warn(`${stream}: ${text}`),
      info: (stream, text) => logger.info(`${stream}: ${text}`),
      ruleMatched: () => undefined,
      sliceSkipped: (stream, skipped) => logger.warn(`${stream}: ${skippedText(skipped)}`),
    },
  };
}
