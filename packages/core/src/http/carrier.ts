import type http from "node:http";
import type { BodyLimits, BodyReader } from "./read-body.js";
import type { Method } from "./request.js";

/** A request as it goes out: signed, with all headers. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: Method;
  /** Of names that differ in their case alone the last counts. */
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer | undefined;
}

export interface CarryOptions {
  /** Takes the body from the connection. */
  readonly read: BodyReader;
  readonly limits: BodyLimits;
  /** Gets what stops the request. */
  readonly onStart: (stop: () => void) => void;
}

export interface CarriedReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request, on one way or another, and reads the reply. Rejects with the errors of Node or of axios. */
export type Carrier = (request: OutgoingRequest, options: CarryOptions) => Promise<CarriedReply>;
