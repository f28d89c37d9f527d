import { asConnectorError, ConnectorError } from "../errors/connector-error.js";
import { type TraceMessage, traceError } from "../protocol/messages.js";

/** The TRACE of a failure: one text for the user and one for the log, and a stack only where the error is not ours. */
export function traceOf(error: unknown, atMs: number, stream?: string): TraceMessage {
  const known = asConnectorError(error);
  const stack = error instanceof Error && !(error instanceof ConnectorError) ? error.stack : undefined;
  return traceError(
    {
      message: stream === undefined ? known.message : `Stream "${stream}": ${known.message}`,
      internal_message: [...new Set([known.message, known.detail, ...causes(known)])]
        .filter((text) => text !== undefined && text !== "")
        .join(" | "),
      failure_type: known.failureType,
      ...(stack === undefined ? {} : { stack_trace: stack }),
      ...(stream === undefined ? {} : { stream_descriptor: { name: stream } }),
    },
    atMs,
  );
}

function* causes(error: Error): Iterable<string> {
  for (let { cause } = error; cause instanceof Error; { cause } = cause) yield cause.message;
}

/** The first sentence of an error's message. The others say what to do, which a retry does not need yet. */
export function firstSentence(error: Error): string {
  return error.message.split(/\.(?:\s|$)/, 1)[0] ?? "";
}
