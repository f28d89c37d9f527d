import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { HttpRequest } from "./request.js";
import type { FileTarget } from "./save-body.js";

/** A complete response, with all bytes of its body. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One page: the unsigned request, its response, and the value of the body. */
export interface Page {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
  /** The body around the records. Their list is empty here, unless the stream builds its records from the body itself. */
  readonly body: JsonValue;
  /** The records, parsed on first use: for an API whose next page is named after its last record. */
  readonly records: readonly JsonObject[];
  /** How many records it has. */
  readonly recordCount: number;
}

/** Sends one signed request and returns the response, whatever its status. */
export interface Transport {
  /**
   * @param target where the body of a success is saved in place of the response, which has none then.
   * @throws ConnectorError when there is no response.
   */
  send(request: HttpRequest, signal: AbortSignal, target?: FileTarget): Promise<HttpResponse>;
}
