/**
 * The lines that a source may write (Airbyte protocol 0.18): a closed union with one constructor function per kind.
 * Times are milliseconds since the epoch, whole numbers.
 */
import type { AirbyteStream } from "./catalog.js";
import type { JsonObject } from "./json.js";

/** The protocol's levels; it says `WARN`, never `WARNING`. */
export type LogLevel = "FATAL" | "ERROR" | "WARN" | "INFO" | "DEBUG" | "TRACE";

/** What the platform does next: `config_error` ends the job, the two others are tried again. */
export type FailureType = "config_error" | "transient_error" | "system_error";

export type StreamStatus = "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE";

export interface LogMessage {
  readonly type: "LOG";
  readonly log: { readonly level: LogLevel; readonly message: string; readonly stack_trace?: string };
}

export interface StateMessage {
  readonly type: "STATE";
  readonly state: {
    readonly type: "STREAM";
    readonly stream: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: JsonObject };
    readonly sourceStats: { readonly recordCount: number };
  };
}

export interface TraceMessage {
  readonly type: "TRACE";
  readonly trace: { readonly type: "ERROR" | "STREAM_STATUS" | "ANALYTICS"; readonly emitted_at: number } & (
    | { readonly error: TraceError }
    | { readonly stream_status: JsonObject }
    | { readonly analytics: { readonly type: string; readonly value: string } }
  );
}

export interface TraceError {
  /** For the user: what happened and what to do. */
  readonly message: string;
  /** For the log. */
  readonly internal_message?: string;
  readonly stack_trace?: string;
  readonly failure_type: FailureType;
  readonly stream_descriptor?: { readonly name: string };
}

export interface ConnectionStatusMessage {
  readonly type: "CONNECTION_STATUS";
  readonly connectionStatus: { readonly status: "SUCCEEDED" | "FAILED"; readonly message?: string };
}

export interface SpecMessage {
  readonly type: "SPEC";
  readonly spec: { readonly documentationUrl: string; readonly connectionSpecification: JsonObject };
}

export interface CatalogMessage {
  readonly type: "CATALOG";
  readonly catalog: { readonly streams: readonly AirbyteStream[] };
}

export interface ControlMessage {
  readonly type: "CONTROL";
  readonly control: {
    readonly type: "CONNECTOR_CONFIG";
    readonly emitted_at: number;
    readonly connectorConfig: { readonly config: JsonObject };
  };
}

/** Every line but RECORD, which the writer assembles from bytes. */
export type Message =
  | LogMessage
  | StateMessage
  | TraceMessage
  | ConnectionStatusMessage
  | SpecMessage
  | CatalogMessage
  | ControlMessage;

export function log(level: LogLevel, message: string, stack?: string): LogMessage {
  return { type: "LOG", log: { level, message, ...(stack === undefined ? {} : { stack_trace: stack }) } };
}

/** @param recordCount the stream's records since its previous STATE, not a running total. */
export function state(stream: string, data: JsonObject, recordCount: number): StateMessage {
  return {
    type: "STATE",
    state: {
      type: "STREAM",
      stream: { stream_descriptor: { name: stream }, stream_state: data },
      sourceStats: { recordCount },
    },
  };
}

export function streamStatus(stream: string, status: StreamStatus, atMs: number): TraceMessage {
  return {
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: atMs,
      stream_status: { stream_descriptor: { name: stream }, status },
    },
  };
}

/** RUNNING with exactly one reason, the only form that the platform shows as "rate limited until". */
export function rateLimited(stream: string, quotaResetMs: number, atMs: number): TraceMessage {
  const reasons = [{ type: "RATE_LIMITED", rate_limited: { quota_reset: Math.round(quotaResetMs) } }];
  return {
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: atMs,
      stream_status: { stream_descriptor: { name: stream }, status: "RUNNING", reasons },
    },
  };
}

export function traceError(error: TraceError, atMs: number): TraceMessage {
  return { type: "TRACE", trace: { type: "ERROR", emitted_at: atMs, error } };
}

/** @param type says what the value means, to those who know it; others pass over it. */
export function analytics(type: string, value: string, atMs: number): TraceMessage {
  return { type: "TRACE", trace: { type: "ANALYTICS", emitted_at: atMs, analytics: { type, value } } };
}

export function connectionStatus(failure?: string): ConnectionStatusMessage {
  return {
    type: "CONNECTION_STATUS",
    connectionStatus: failure === undefined ? { status: "SUCCEEDED" } : { status: "FAILED", message: failure },
  };
}

export function spec(documentationUrl: string, connectionSpecification: JsonObject): SpecMessage {
  return { type: "SPEC", spec: { documentationUrl, connectionSpecification } };
}

export function catalog(streams: readonly AirbyteStream[]): CatalogMessage {
  return { type: "CATALOG", catalog: { streams } };
}

/** @param config the entire new config, which replaces the stored one. It is the only message that may carry a secret. */
export function connectorConfig(config: JsonObject, atMs: number): ControlMessage {
  return {
    type: "CONTROL",
    control: { type: "CONNECTOR_CONFIG", emitted_at: atMs, connectorConfig: { config } },
  };
}
