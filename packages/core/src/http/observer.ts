import type { ConnectorError } from "../errors/connector-error.js";

/** A pause in front of a request. */
export interface Wait {
  /** How long until it is told of again, or over. */
  readonly delayMs: number;
  /** When it ends, in milliseconds since the epoch. */
  readonly untilMs: number;
  readonly reason: "rate limit" | "retry";
}

/**
 * Who is told of traffic while a call is under way, by stream name. Values come up as return values; a wait is the one
 * thing that must be known before there is one.
 */
export interface Observer {
  /** A request goes out; each attempt counts. `endpoint` is method and path. */
  requestSent(stream: string, endpoint: string): void;
  /** An attempt failed and will be repeated. */
  retrying(stream: string, error: ConnectorError): void;
  waiting(stream: string, wait: Wait): void;
}
