import type { Decoder, DecoderBounds } from "../decoders/decoder.js";
import { ConfigError, ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { startOfBody } from "../errors/redact.js";
import { MAX_RECORDS } from "../http/json-limits.js";
import { endpointOf, type HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import type { PageLimits } from "./context.js";
import { RawRecords } from "./raw-records.js";
import type { ExtractedPage } from "./record-path.js";
import type { StreamDefinition } from "./stream.js";

/** How much of an unreadable body is logged, in characters. */
const EXCERPT = 200;

interface Reply {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** The records of a page that is not one JSON document. @throws ConnectorError that says which reply it was. */
export async function decodePage(
  decoder: Decoder,
  { request, response }: Reply,
  bounds: DecoderBounds,
): Promise<ExtractedPage> {
  const lines: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const batch of decoder.decode(response.body, bounds)) {
      for (const line of batch) {
        bytes += line.length;
        lines.push(line);
      }
      if (bytes > bounds.maxBytes) throw tooManyBytes(bounds);
    }
  } catch (error) {
    const where = `${endpointOf(request)}, HTTP ${response.status}, ${decoder.format}`;
    throw located(error, where, startOfBody(response.body, EXCERPT));
  }
  return { records: new RawRecords(lines), around: null, count: lines.length };
}

/** What a page may hold. */
export function pageBounds(stream: StreamDefinition, { maxBodyBytes }: PageLimits): DecoderBounds {
  return {
    maxBytes: maxBodyBytes,
    maxRecords: MAX_RECORDS,
    maxRecordBytes: maxBodyBytes,
    advice: "If a response may be that large, raise limits.largest_body_mb.",
    fields: fieldsOf(stream),
  };
}

/** What a file may hold: its records are written while it is read, so that only one of them must fit in memory. */
export function fileBounds(stream: StreamDefinition, { maxFileBytes, maxBodyBytes }: PageLimits): DecoderBounds {
  return {
    maxBytes: maxFileBytes,
    maxRecords: Number.POSITIVE_INFINITY,
    maxRecordBytes: maxBodyBytes,
    advice: "Ask for smaller files, e.g. with a narrower window.",
    fields: fieldsOf(stream),
  };
}

/** The fields of which a first record must have one, else it is another answer. A record that is mapped may have others. */
function fieldsOf({ schema, map }: StreamDefinition): readonly string[] {
  return map === undefined ? Object.keys(schema.shape) : [];
}

/** The error of a decoder, with the request that it belongs to in front. */
export function located(error: unknown, where: string, excerpt: string): unknown {
  if (!(error instanceof ConnectorError) || error instanceof ConfigError) return error; // e.g. a certificate
  const { message, cause, detail = excerpt } = error;
  const ErrorOf = error instanceof TransientError ? TransientError : SystemError;
  return new ErrorOf(`${where}: ${message}`, { cause, detail });
}

/** Names that are repeated in each record make them longer than the text that they come from. */
function tooManyBytes({ maxBytes, advice }: DecoderBounds): SystemError {
  return new SystemError(`The records have more than ${maxBytes} bytes. ${advice}`);
}
