import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { HttpRequest } from "./request.js";

/** A reply, whole: the body's bytes are all there. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One step of a walk: the unsigned request, its reply, and what the body says. */
export interface Page {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
  /** What surrounds the records. Their list is empty here, unless the stream builds its records from the body itself. */
  readonly body: JsonValue;
  /** The records as they came, parsed when they are asked for: for an API whose next page is named after its last record. */
  readonly records: readonly JsonObject[];
  /** How many records it holds. */
  readonly recordCount: number;
}

/** Carries one signed request to the server and brings the reply back, whatever its status. */
export interface Transport {
  /** @throws TransientError or ConfigError when there is no reply. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}
