import type { FailureType } from "../protocol/messages.js";

export interface ErrorDetails {
  /** For the log: raw texts of the failure. Redacted before it is written. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** The HTTP status, where a reply was the reason. */
  readonly status?: number;
  /** The stream that could not be read, where one was. */
  readonly stream?: string;
}

/**
 * A failure whose fate is known. `message` is for the person: it says what happened, where, and what to do;
 * `detail` is for the log. Throw one of the three subclasses.
 */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType;
  readonly detail: string | undefined;
  readonly status: number | undefined;
  /** The stream that could not be read; known where records are read by a program. */
  readonly stream: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.detail = details.detail;
    this.status = details.status;
    this.stream = details.stream;
  }
}

/** Only the user can mend it: a wrong key, a missing right, a malformed setting. Never retried. */
export class ConfigError extends ConnectorError {
  readonly failureType = "config_error";
}

/** Not understood, or our own fault: a reply of an unexpected shape, a request that the API calls wrong. Never retried. */
export class SystemError extends ConnectorError {
  readonly failureType = "system_error";
}

/** Will probably pass: busy, broken or unreachable for now. Retried by the client, then surfaces. */
export class TransientError extends ConnectorError {
  readonly failureType = "transient_error";
  /** The server's own word on how long to wait, in milliseconds from now. */
  readonly waitHintMs: number | undefined;

  constructor(message: string, details: ErrorDetails & { readonly waitHintMs?: number | undefined } = {}) {
    super(message, details);
    this.waitHintMs = details.waitHintMs;
  }

  /** True for a refusal because of too many requests: it pauses the whole source. */
  get isRateLimit(): boolean {
    return this.status === 429;
  }
}

/** The error as it is, or wrapped as a SystemError if it is not one of ours. */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new SystemError(`Something unexpected happened inside the connector: ${text}. Please report it.`, {
    cause: error,
    detail: text,
  });
}

const KINDS = { config_error: ConfigError, system_error: SystemError, transient_error: TransientError };

/**
 * The failure of a stream as a program gets it: one of the three kinds, named after its stream. It carries no cause, for a cause
 * is not masked.
 */
export function inStream(error: unknown, stream: string, redact: (text: string) => string): ConnectorError {
  const { failureType, message, detail, status } = asConnectorError(error);
  const details = {
    stream,
    ...(detail === undefined ? {} : { detail: redact(detail) }),
    ...(status === undefined ? {} : { status }),
  };
  return new KINDS[failureType](redact(`Stream "${stream}": ${message}`), details);
}
