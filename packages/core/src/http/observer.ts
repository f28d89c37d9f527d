import type { ConnectorError } from "../errors/connector-error.js";

/** A pause in front of a request. */
export interface Wait {
  /** How long until it is reported again, or over. */
  readonly delayMs: number;
  /** When it ends, in milliseconds since the epoch. */
  readonly untilMs: number;
  readonly reason: "rate limit" | "retry" | "export";
}

/** A slice that the API refuses. */
export interface SkippedSlice {
  /** Names the parent, e.g. `organizationId 08d8…`; the same in every run. */
  readonly label: string;
  readonly status: number;
  /** Why, in the words of the rule. */
  readonly text: string;
}

/**
 * Follows a read while it runs, by stream name: requests and waits, for the summary and for the platform, and
 * warnings for the user.
 */
export interface Observer {
  /** A request is sent; each attempt counts. `endpoint` is method and path. */
  requestSent(stream: string, endpoint: string): void;
  /** An attempt failed and will be repeated. */
  retrying(stream: string, error: ConnectorError): void;
  waiting(stream: string, wait: Wait): void;
  /** An error rule decided on a reply; `rule` names it. */
  ruleMatched(stream: string, rule: string): void;
  /** Something that the user should know, although the read continues. */
  warn(stream: string, text: string): void;
  info(stream: string, text: string): void;
  /** A slice is missing from the stream, because the API refuses it. */
  sliceSkipped(stream: string, skipped: SkippedSlice): void;
}
