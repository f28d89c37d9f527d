import type { FailureType } from "../protocol/messages.js";

export interface ErrorDetails {
  /** For the log: raw texts of the failure. Secrets in it are masked before it is written. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** The HTTP status, if a response was the reason. */
  readonly status?: number;
  /** The stream that could not be read, if any. */
  readonly stream?: string;
  /** Set if an error rule decided, and not the reply's status alone. */
  readonly rule?: RuleVerdict;
}

/** What an error rule says of a reply, apart from the error's type. */
export interface RuleVerdict {
  /** The stream may leave out what was refused. */
  readonly skip?: Skip;
  /** The API rejected the request itself, as with a 400, although the status does not say so. */
  readonly isRejected?: boolean;
}

export interface Skip {
  /** Why, for the user. */
  readonly text: string;
  /** True where a refusal of everything means that there is no such stream. */
  readonly wholeStream: boolean;
}

/**
 * A failure of a known type. `message` is for the user: what failed, the detail, and what to do; `detail` is for the log. Throw
 * one of the three subclasses.
 */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType;
  readonly detail: string | undefined;
  readonly status: number | undefined;
  /** The stream that could not be read; set where a program reads records. */
  readonly stream: string | undefined;
  /** Set if an error rule decided. */
  readonly rule: RuleVerdict | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.detail = details.detail;
    this.status = details.status;
    this.stream = details.stream;
    this.rule = details.rule;
  }
}

/** Only the user can fix it: a wrong key, a missing permission, a malformed setting. Never retried. */
export class ConfigError extends ConnectorError {
  readonly failureType = "config_error";
}

/** An unexpected response, or a bug of the connector: a body of another shape, a rejected request. Never retried. */
export class SystemError extends ConnectorError {
  readonly failureType = "system_error";
}

export interface TransientDetails extends ErrorDetails {
  /** How long the server asks to wait, in milliseconds from now. */
  readonly waitHintMs?: number | undefined;
  /** Whether the whole source must pause; by default true for a 429. */
  readonly isRateLimit?: boolean;
}

/** Will probably pass: the server is busy, broken or unreachable for now. Retried by the client, then thrown. */
export class TransientError extends ConnectorError {
  readonly failureType = "transient_error";
  /** How long the server asks to wait, in milliseconds from now. */
  readonly waitHintMs: number | undefined;
  /** True for a 429, or what a rule calls a rate limit: it pauses the whole source. */
  readonly isRateLimit: boolean;

  constructor(message: string, details: TransientDetails = {}) {
    super(message, details);
    this.waitHintMs = details.waitHintMs;
    this.isRateLimit = details.isRateLimit ?? details.status === 429;
  }
}

/** The error itself, or a SystemError around it if it is not one of ours. */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new SystemError(`Unexpected error inside the connector: ${text}. Please report it with the log.`, {
    cause: error,
    detail: text,
  });
}

const ERRORS = { config_error: ConfigError, system_error: SystemError, transient_error: TransientError };

/**
 * The failure of a stream as a program gets it: one of the three classes, with the stream's name. It has no cause, because a cause
 * is not masked.
 */
export function inStream(error: unknown, stream: string, redact: (text: string) => string): ConnectorError {
  const { failureType, message, detail, status } = asConnectorError(error);
  const details = {
    stream,
    ...(detail === undefined ? {} : { detail: redact(detail) }),
    ...(status === undefined ? {} : { status }),
  };
  return new ERRORS[failureType](redact(`Stream "${stream}": ${message}`), details);
}
